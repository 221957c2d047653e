import { existsSync } from 'node:fs';
import type { ProcessEdges } from '../process-edges.ts';
import { pause } from '../time/index.ts';
import { pidsIn, type Result, write } from './cgroup-files.ts';
import type { Place } from './find-place.ts';
import { removeCgroup } from './make-cgroup.ts';

/** What a cgroup without systemd needs from the process. */
export interface CgroupEdges extends Pick<ProcessEdges, 'clock' | 'say'> {
  readonly kill: (pid: number, signal: NodeJS.Signals) => void;
}

/** A removed cgroup can stay busy for a moment in the kernel: how often to try, and how long to wait in between. */
const REMOVAL_TRIES = 40;
const POLL_MS = 25;

/** Time that processes have to end, first after SIGTERM and then after SIGKILL, milliseconds. */
const GRACE_MS = 5_000;

const NEVER = new AbortController().signal;

/** A directory of the cgroup that this process has created, and its own cgroup in the same hierarchy. */
export interface Visit {
  readonly directory: string;
  readonly home: string;
}

/** A cgroup that this process has created: one directory in each hierarchy. */
export function cgroupPlace(visits: readonly Visit[], edges: CgroupEdges): Place {
  const directories = visits.map((it) => it.directory);
  return {
    start: (command, run) => inside(visits, edges, () => run(command)),
    leave: async (force) => {
      await endLeftovers(directories, edges, force);
      let left = removeCgroup(directories);
      for (let tries = 1; left.length > 0 && tries < REMOVAL_TRIES; tries += 1) {
        await pause(edges.clock, POLL_MS, NEVER);
        left = removeCgroup(left);
      }
      for (const directory of left) edges.say(`rbee run: cannot remove the cgroup ${directory}.`);
    },
  };
}

/**
 * Starts a command while this process is in the cgroup: a child begins in its parent's cgroup, so that no instruction of
 * the command runs outside of it, and it gets the environment as it is, which a shell would not pass on whole.
 */
function inside<T>(visits: readonly Visit[], { say }: CgroupEdges, start: () => T): T | null {
  const back: string[] = [];
  try {
    for (const { directory, home } of visits) {
      if (enter(directory) !== 'ok') {
        say(`rbee run: cannot enter the cgroup ${directory}.`);
        return null;
      }
      back.push(home);
    }
    return start();
  } finally {
    for (const home of back) {
      if (enter(home) !== 'ok') say(`rbee run: cannot return to the cgroup ${home}.`);
    }
  }
}

const enter = (directory: string): Result => write(`${directory}/cgroup.procs`, String(process.pid));

/** Terminates the processes that a command left in its cgroup; kills them after 5 s or when `force` aborts. */
async function endLeftovers(
  directories: readonly string[],
  edges: CgroupEdges,
  force: AbortSignal,
): Promise<void> {
  const left = remaining(directories);
  if (left.length === 0) return;
  const processes = left.length === 1 ? '1 process' : `${left.length} processes`;
  edges.say(`rbee run: the command left ${processes} behind; terminating.`);
  for (const pid of left) edges.kill(pid, 'SIGTERM');
  if (await waitUntilEmpty(directories, edges, force)) return;
  const killFiles = directories.map((directory) => `${directory}/cgroup.kill`).filter(existsSync);
  for (const file of killFiles) write(file, '1');
  await waitUntilEmpty(directories, edges, NEVER, 'SIGKILL');
}

/** This process is not counted: it may have been unable to leave. */
const remaining = (directories: readonly string[]): readonly number[] => [
  ...new Set(directories.flatMap(pidsIn).filter((pid) => pid !== process.pid)),
];

/** Waits until no process is left, and sends `signal` to those that are; false if the time ran out. */
async function waitUntilEmpty(
  directories: readonly string[],
  { kill, clock }: CgroupEdges,
  stop: AbortSignal,
  signal?: NodeJS.Signals,
): Promise<boolean> {
  const endMs = clock.monotonic() + GRACE_MS;
  for (;;) {
    const left = remaining(directories);
    if (left.length === 0) return true;
    if (stop.aborted || clock.monotonic() >= endMs) return false;
    if (signal) for (const pid of left) kill(pid, signal);
    await pause(clock, POLL_MS, stop);
  }
}
