import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endWithThis } from './ending.ts';

/** The program that runs queens and hives. */
export const RBEE = fileURLToPath(new URL('../apps/rbee/bin/rbee.mjs', import.meta.url));

/** A real queen, to whom hives report as they do in life: over a link. */
export interface RealQueen {
  readonly url: string;
  /** Number of workers that the queen lists for a hive; 0 for a hive that has not reported. */
  workersOf(hiveId: string): Promise<number>;
  end(): Promise<void>;
}

/** Starts one on a loopback port of the system's choice. */
export async function startQueen(): Promise<RealQueen> {
  const told = ['queen', '--no-config', '--host', '127.0.0.1', '--port', '0', '--log-level', 'warn'];
  const queen = fork(RBEE, told, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  endWithThis(queen);
  const gone = once(queen, 'exit');
  const [ready] = await Promise.race([
    once(queen, 'message'),
    gone.then(([status]) => {
      throw new Error(`The queen ended with ${status}.`);
    }),
  ]);
  const url = `http://127.0.0.1:${(ready as { port: number }).port}`;
  return {
    url,
    workersOf: async (hiveId) => {
      const response = await fetch(`${url}/v1/hives/${hiveId}`);
      const hive = (await response.json()) as { workers?: readonly unknown[] };
      return hive.workers?.length ?? 0;
    },
    end: async () => {
      queen.kill();
      await gone;
    },
  };
}
