import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { makeCgroup, removeCgroup } from '../make-cgroup.ts';

const MAIN = fileURLToPath(new URL('../../main.ts', import.meta.url));
const CGROUPS = '/sys/fs/cgroup';

/** A real `rbee run`, as a process. */
export interface RealRun {
  readonly process: ChildProcess;
  readonly output: { out: string; err: string };
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Waits until its standard output contains this text. */
  printed(text: string): Promise<void>;
}

const running = new Set<ChildProcess>();

/** Starts the real `rbee run` with these arguments; the command follows `--`. `env` replaces the environment. */
export function rbeeRun(
  args: readonly string[],
  env?: Readonly<Record<string, string | undefined>>,
): RealRun {
  const child = spawn(process.execPath, [MAIN, 'run', ...args], { stdio: 'pipe', ...(env && { env }) });
  running.add(child);
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.err += chunk;
  });
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    return { code: code as number | null, signal: signal as NodeJS.Signals | null };
  });
  const printed = async (text: string) => {
    await vi.waitUntil(() => output.out.includes(text), { timeout: 20_000, interval: 10 });
  };
  return { process: child, output, ended, printed };
}

/** Kills the processes that tests have left running. */
export function endRuns(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Why no cgroup can be created here; null if one can. */
export function noCgroups(): string | null {
  if (existsSync('/run/systemd/system')) return 'systemd runs here and owns the cgroups';
  const made = makeCgroup(CGROUPS, {
    group: 'rbee-test-probe',
    instance: `${process.pid}`,
    cpuPct: undefined,
    memoryBytes: undefined,
  });
  if (made.kind === 'made') removeCgroup(made.directories);
  return made.kind === 'none' ? made.reason : null;
}

/** The directories of a group in every hierarchy. */
export const cgroupsOf = (group: string): readonly string[] =>
  ['', ...readdirSync(CGROUPS).map((it) => `/${it}`)]
    .map((hierarchy) => `${CGROUPS}${hierarchy}/rbee.slice/${group}`)
    .filter((path) => existsSync(path));
