import { setTimeout } from 'node:timers/promises';
import type { ProcessStats } from '@rbee/contract';
import { createMonitor, type EngineOptions } from '@rbee/monitor';
import { Child } from '../child.ts';

let port = 23_400;
let failures = 0;

/** Number of comparisons that failed until now. */
export const failed = (): number => failures;

/** Prints a comparison and counts it if it failed. */
export function check(what: string, isRight: boolean, seen: unknown): void {
  console.log(`${isRight ? 'right' : 'WRONG'}: ${what} (${JSON.stringify(seen)})`);
  if (!isRight) failures += 1;
}

/** A server and the hive's monitor that watches it. */
export type Watched = ReturnType<typeof watch>;

/** Starts a server at a port of its own and watches it, one sample a second. */
export function watch(
  server: string,
  argsOf: readonly string[] | ((port: number) => readonly string[]),
  engines: (port: number) => EngineOptions = () => ({}),
) {
  port += 1;
  const own = port;
  const args =
    typeof argsOf === 'function' ? argsOf(own) : ['--host', '127.0.0.1', '--port', `${own}`, ...argsOf];
  const child = new Child([server, ...args], { stdio: 'ignore' });
  const monitor = createMonitor({ version: '1', gpuReaders: [], engines: engines(own) });
  const sample = async (seconds = 1, stepMs = 1_000): Promise<ProcessStats | undefined> => {
    let worker: ProcessStats | undefined;
    for (let step = 0; step < (1_000 * seconds) / stepMs; step += 1) {
      await child.whileItRuns(setTimeout(stepMs));
      worker = monitor.sample().workers.find((it) => it.pid === child.pid);
    }
    return worker;
  };
  const until = async (state: string): Promise<ProcessStats | undefined> => {
    for (let second = 0; second < 40; second += 1) {
      const worker = await sample();
      if (worker?.engine?.state === state) return worker;
    }
    return undefined;
  };
  const end = async () => {
    monitor.close();
    child.process.kill('SIGCONT');
    await child.end('SIGKILL');
  };
  return { child, port: own, sample, until, end };
}
