import type { Environment, RunSettings } from '../settings/index.ts';
import type { Place } from './find-place.ts';
import { run } from './programs.ts';

/** The systemd of the machine, or that of the user's session. */
export type Manager = 'system' | 'user';

/** How to start a scope. */
export interface SystemdOptions {
  readonly manager: Manager;
  readonly settings: RunSettings;
  readonly environment: Environment;
  /** True if systemd-run can be told not to expand `$` in arguments (version 254). */
  readonly canKeepDollars: boolean;
}

/** Longest name of a unit (systemd.unit(5)). */
const MAX_UNIT_NAME = 255;

/**
 * Why systemd refuses to start such a scope; null if it does not. This starts a scope that does nothing, because the exit
 * status of the worker's own scope could also be that of its command. The scope is outside rbee.slice, where a hive would
 * report it as a worker.
 */
export async function refusalOf(options: SystemdOptions): Promise<string | null> {
  if (scopeOf(options.settings).length > MAX_UNIT_NAME) return 'the unit name would be too long';
  const args = [...forManager(options), '--scope', ...propertiesOf(options), '--', 'true'];
  const { ok, output } = await run('systemd-run', args, options.environment);
  return ok ? null : output.trim().split('\n').at(-1) || 'no reason given';
}

/** A scope of systemd, which creates the cgroup and removes it when its last process ends. */
export function systemdPlace(options: SystemdOptions): Place {
  const { settings, environment } = options;
  const scope = scopeOf(settings);
  return {
    start: ({ program, args }, run) =>
      run({
        program: 'systemd-run',
        args: [
          ...forManager(options),
          '--scope',
          `--slice=${sliceOf(settings)}`,
          `--unit=${scope}`,
          `--description=rbee run ${settings.group}/${settings.instance}`,
          ...propertiesOf(options),
          '--',
          program,
          ...args,
        ],
      }),
    leave: async () => {
      // Fails if the scope is gone already, which is so unless the command left processes in it.
      await run('systemctl', [...forManager(options), '--quiet', 'stop', scope], environment);
    },
  };
}

const forManager = ({ manager }: SystemdOptions): readonly string[] => (manager === 'user' ? ['--user'] : []);

const propertiesOf = ({ settings, canKeepDollars }: SystemdOptions): readonly string[] => [
  '--quiet',
  '--collect',
  '--property=CPUAccounting=yes',
  '--property=IOAccounting=yes',
  '--property=TimeoutStopSec=5s',
  ...(settings.cpuPct === undefined ? [] : [`--property=CPUQuota=${settings.cpuPct}%`]),
  ...(settings.memoryBytes === undefined ? [] : [`--property=MemoryMax=${settings.memoryBytes}`]),
  ...(canKeepDollars ? ['--expand-environment=no'] : []),
];

/** A name as part of a unit name, escaped like systemd-escape(1), because a `-` would create a nested slice. */
const escaped = (name: string): string =>
  name.replace(/[^A-Za-z0-9:_.]|^\./g, (it) => `\\x${it.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** The slice of a group, which systemd places in rbee.slice (systemd.slice(5)). */
export const sliceOf = ({ group }: Pick<RunSettings, 'group'>): string => `rbee-${escaped(group)}.slice`;

/** The scope of a worker; it contains the group, because unit names are unique on the whole machine. */
export const scopeOf = ({ group, instance }: Pick<RunSettings, 'group' | 'instance'>): string =>
  `rbee-${escaped(group)}-${escaped(instance)}.scope`;
