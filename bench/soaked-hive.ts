import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endWithThis } from './ending.ts';
import { cpuMsOf, residentMibOf } from './process-figures.ts';
import { startSink } from './sink.ts';
import type { Soaked } from './soak-verdict.ts';
import type { User } from './user.ts';

/** A real hive, with a server of its own that answers as a queen does. */
export interface SoakedHive {
  /** What is seen of it counts from now on. */
  begin(): void;
  /** Reads its memory; once a second. */
  look(): void;
  /** What was seen since. */
  soaked(): Soaked;
  /** Heartbeats so far, and workers in the last. */
  seen(): { readonly heartbeats: number; readonly workers: number };
  end(): Promise<void>;
}

/** Starts one as that user. */
export async function startSoakedHive(intervalMs: number, user: User): Promise<SoakedHive> {
  const sink = await startSink();
  const program = fileURLToPath(new URL('../apps/rbee/bin/rbee.mjs', import.meta.url));
  const told = ['--queen-url', sink.url, '--hive-id', 'soak', '--interval-ms', `${intervalMs}`];
  const hive = spawn(process.execPath, [program, 'hive', '--no-config', ...told, '--log-level', 'warn'], {
    ...user,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  endWithThis(hive);
  const gone = once(hive, 'exit');
  const { pid } = hive;
  if (pid === undefined) throw new Error('The hive did not start.');
  let residentMib: number[] = [];
  let start = { ms: performance.now(), cpuMs: 0 };
  return {
    begin: () => {
      residentMib = [];
      start = { ms: performance.now(), cpuMs: cpuMsOf(pid) };
    },
    look: () => {
      residentMib.push(residentMibOf(pid));
    },
    soaked: () => ({
      residentMib,
      cpuMs: cpuMsOf(pid) - start.cpuMs,
      elapsedMs: performance.now() - start.ms,
      intervalMs,
    }),
    seen: sink.seen,
    end: async () => {
      hive.kill();
      await gone;
      sink.close();
    },
  };
}
