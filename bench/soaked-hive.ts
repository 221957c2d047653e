import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endWithThis } from './ending.ts';
import { cpuMsOf, residentMibOf } from './process-figures.ts';
import { RBEE, type RealQueen } from './real-queen.ts';
import type { Soaked } from './soak-verdict.ts';
import type { User } from './user.ts';

/** A real hive that reports to a real queen. */
export interface SoakedHive {
  /** What is seen of it counts from now on. */
  begin(): void;
  /** Reads its memory; once a second. */
  look(): void;
  /** What was seen since. */
  soaked(): Soaked;
  /** How many workers the queen knows of it. */
  workers(): Promise<number>;
  end(): Promise<void>;
}

/** Starts one as that user. */
export function startSoakedHive(queen: RealQueen, intervalMs: number, user: User): SoakedHive {
  const hiveId = `soak-${intervalMs}`;
  const told = ['--queen-url', queen.url, '--hive-id', hiveId, '--interval-ms', `${intervalMs}`];
  const hive = spawn(process.execPath, [RBEE, 'hive', '--no-config', ...told, '--log-level', 'warn'], {
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
    workers: () => queen.workersOf(hiveId),
    end: async () => {
      hive.kill();
      await gone;
    },
  };
}
