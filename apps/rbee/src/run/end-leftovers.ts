import { pause } from '../time/index.ts';
import { exists, pidsIn, write } from './cgroup-files.ts';
import type { CgroupPlaceOptions } from './cgroup-place.ts';

/** Time that processes have to end by themselves, and then to end by force, milliseconds. */
const GRACE_MS = 5_000;
const EVERY_MS = 25;

/** Terminates processes that a command left in its cgroup; kills them after 5 s or when `force` aborts. */
export async function endLeftovers(options: CgroupPlaceOptions, force: AbortSignal): Promise<void> {
  const { directories, kill, say } = options;
  const left = remaining(directories);
  if (left.length === 0) return;
  say(
    `rbee run: the command left ${left.length === 1 ? '1 process' : `${left.length} processes`} behind; terminating.`,
  );
  for (const pid of left) kill(pid, 'SIGTERM');
  if (await empties(options, force)) return;
  for (const directory of directories) {
    if (exists(`${directory}/cgroup.kill`)) write(`${directory}/cgroup.kill`, '1');
  }
  await empties(options, new AbortController().signal, 'SIGKILL');
}

const remaining = (directories: readonly string[]): readonly number[] => [
  ...new Set(directories.flatMap(pidsIn)),
];

/** Waits until no process is left; false if time ran out. `signal` is sent to the remaining processes. */
async function empties(
  { directories, kill, clock }: CgroupPlaceOptions,
  stop: AbortSignal,
  signal?: NodeJS.Signals,
): Promise<boolean> {
  const endMs = clock.monotonic() + GRACE_MS;
  for (;;) {
    const left = remaining(directories);
    if (left.length === 0) return true;
    if (stop.aborted || clock.monotonic() >= endMs) return false;
    if (signal) for (const pid of left) kill(pid, signal);
    await pause(clock, EVERY_MS, stop);
  }
}
