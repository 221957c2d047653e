import type { Launch, Limits, Names, Place } from './place.ts';
import { scopeOf, sliceOf } from './unit-names.ts';

/** Which systemd: the machine's, or that of the user's session. */
export type Manager = 'system' | 'user';

/** What a scope is made with. */
export interface SystemdOptions {
  readonly manager: Manager;
  readonly names: Names;
  readonly limits: Limits;
  /** Whether this systemd-run can be told to leave `$` in arguments alone (version 254). */
  readonly canKeepDollars: boolean;
  /** Runs a program to its end, unheard; whether it ended well. */
  readonly run: (program: string, args: readonly string[]) => Promise<boolean>;
}

/** First version of systemd-run(1) with `--expand-environment`. */
export const EXPANDS_SINCE = 254;

/** A scope of systemd: it makes the cgroup, and removes it when its last process ends. */
export function systemdPlace(options: SystemdOptions): Place {
  const forUser = options.manager === 'user' ? ['--user'] : [];
  return {
    launch: (command) => ({
      program: 'systemd-run',
      args: [...forUser, ...scopeArguments(options, command)],
    }),
    leave: async () => {
      // Fails where the scope is gone, as it is unless the command left something behind.
      await options.run('systemctl', [...forUser, '--quiet', 'stop', scopeOf(options.names)]);
    },
  };
}

const scopeArguments = (
  { names, limits, canKeepDollars }: SystemdOptions,
  { program, args }: Launch,
): readonly string[] => [
  ...['--scope', '--quiet', '--collect', `--slice=${sliceOf(names)}`, `--unit=${scopeOf(names)}`],
  `--description=rbee run ${names.group}/${names.instance}`,
  ...['--property=CPUAccounting=yes', '--property=IOAccounting=yes', '--property=TimeoutStopSec=5s'],
  ...(limits.cpuPct === undefined ? [] : [`--property=CPUQuota=${limits.cpuPct}%`]),
  ...(limits.memoryBytes === undefined ? [] : [`--property=MemoryMax=${limits.memoryBytes}`]),
  ...(canKeepDollars ? ['--expand-environment=no'] : []),
  ...['--', program, ...args],
];
