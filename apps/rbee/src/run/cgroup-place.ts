import type { Clock } from '@rbee/hive';
import { pause } from '../time/index.ts';
import { endLeftovers } from './end-leftovers.ts';
import { removeCgroup } from './make-cgroup.ts';
import type { Launch, Place } from './place.ts';

/**
 * The shell puts itself into the cgroups that come before `--`, then becomes the command: not one instruction of the
 * command runs outside.
 */
const ENTER = `
while [ "$1" != -- ]; do
  { echo $$ > "$1"; } 2>/dev/null || { echo "rbee run: cannot enter the cgroup $1." >&2; exit 125; }
  shift
done
shift
exec "$@"`;

/** Times to try to remove a cgroup that the kernel still calls busy, and the time between, milliseconds. */
const REMOVAL = { tries: 40, everyMs: 25 } as const;

export interface CgroupPlaceOptions {
  /** The cgroup in each hierarchy that has it. */
  readonly directories: readonly string[];
  readonly kill: (pid: number, signal: NodeJS.Signals) => void;
  readonly clock: Clock;
  readonly say: (sentence: string) => void;
}

/** A cgroup that was made by hand. */
export function cgroupPlace(options: CgroupPlaceOptions): Place {
  const { directories, clock, say } = options;
  return {
    launch: ({ program, args }: Launch) => ({
      program: '/bin/sh',
      args: [
        '-c',
        ENTER,
        'rbee-run',
        ...directories.map((it) => `${it}/cgroup.procs`),
        '--',
        program,
        ...args,
      ],
    }),
    leave: async (force) => {
      await endLeftovers(options, force);
      let left = removeCgroup(directories);
      for (let tries = 1; left.length > 0 && tries < REMOVAL.tries; tries += 1) {
        await pause(clock, REMOVAL.everyMs, new AbortController().signal);
        left = removeCgroup(left);
      }
      for (const directory of left) say(`rbee run: cannot remove the cgroup ${directory}.`);
    },
  };
}
