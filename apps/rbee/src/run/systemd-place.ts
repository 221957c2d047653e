import type { Launch, Limits, Names, Place } from './place.ts';
import type { Answer } from './programs.ts';
import { MAX_UNIT_NAME, scopeOf, sliceOf } from './unit-names.ts';

/** Which systemd: the machine's, or that of the user's session. */
export type Manager = 'system' | 'user';

export interface SystemdOptions {
  readonly manager: Manager;
  readonly names: Names;
  readonly limits: Limits;
  /** Whether this systemd-run can be told to leave `$` in arguments alone (version 254). */
  readonly canKeepDollars: boolean;
  /** Runs a program to its end. */
  readonly run: (program: string, args: readonly string[]) => Promise<Answer>;
}

/** First version of systemd-run(1) with `--expand-environment`. */
export const EXPANDS_SINCE = 254;

/**
 * Why systemd starts no such scope; null where it does. It is asked with a scope like the worker's that does nothing, since
 * the worker's own would end with the same status if its command did. That scope has a name of systemd's choice outside
 * rbee.slice, where a hive would take it for a worker.
 */
export async function refusalOf(options: SystemdOptions): Promise<string | null> {
  if (scopeOf(options.names).length > MAX_UNIT_NAME) return 'the unit name would be too long';
  const told = [...forManager(options), '--scope', ...propertiesOf(options), '--', 'true'];
  const { well, output } = await options.run('systemd-run', told);
  return well ? null : output.trim().split('\n').at(-1) || 'no reason given';
}

/** A scope of systemd: it makes the cgroup, and removes it when its last process ends. */
export function systemdPlace(options: SystemdOptions): Place {
  const { names } = options;
  return {
    launch: ({ program, args }: Launch) => ({
      program: 'systemd-run',
      args: [
        ...[...forManager(options), '--scope', `--slice=${sliceOf(names)}`, `--unit=${scopeOf(names)}`],
        ...[`--description=rbee run ${names.group}/${names.instance}`, ...propertiesOf(options)],
        ...['--', program, ...args],
      ],
    }),
    leave: async () => {
      // Fails where the scope is gone, as it is unless the command left something behind.
      await options.run('systemctl', [...forManager(options), '--quiet', 'stop', scopeOf(names)]);
    },
  };
}

const forManager = ({ manager }: SystemdOptions): readonly string[] => (manager === 'user' ? ['--user'] : []);

const propertiesOf = ({ limits, canKeepDollars }: SystemdOptions): readonly string[] => [
  ...['--quiet', '--collect'],
  ...['--property=CPUAccounting=yes', '--property=IOAccounting=yes', '--property=TimeoutStopSec=5s'],
  ...(limits.cpuPct === undefined ? [] : [`--property=CPUQuota=${limits.cpuPct}%`]),
  ...(limits.memoryBytes === undefined ? [] : [`--property=MemoryMax=${limits.memoryBytes}`]),
  ...(canKeepDollars ? ['--expand-environment=no'] : []),
];
