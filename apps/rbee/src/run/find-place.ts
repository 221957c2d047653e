import type { Clock } from '@rbee/hive';
import type { Environment, RunSettings } from '../settings/index.ts';
import { exists } from './cgroup-files.ts';
import { cgroupPlace } from './cgroup-place.ts';
import { findCommand } from './find-command.ts';
import { makeCgroup, type Unheld } from './make-cgroup.ts';
import type { Launch, Place } from './place.ts';
import { run } from './programs.ts';
import {
  EXPANDS_SINCE,
  type Manager,
  refusalOf,
  type SystemdOptions,
  systemdPlace,
} from './systemd-place.ts';

/** What `findPlace` needs from the process. */
export interface PlaceEdges {
  readonly platform: NodeJS.Platform;
  readonly uid: number;
  readonly cwd: string;
  readonly environment: Environment;
  /** Where cgroups are mounted. */
  readonly cgroupRoot: string;
  /** A directory that is there where systemd runs (sd_booted(3)). */
  readonly systemdMark: string;
  readonly kill: (pid: number, signal: NodeJS.Signals) => void;
  readonly clock: Clock;
  readonly say: (sentence: string) => void;
}

/** A place for a worker, or why there is none: another process has it, or no cgroup can be made. */
export type PlaceFound =
  | { readonly kind: 'place'; readonly place: Place; readonly unheld: readonly Unheld[] }
  | { readonly kind: 'taken'; readonly pid: number }
  | { readonly kind: 'none'; readonly reason: string };

/** Finds how a worker gets a cgroup of its own here: by systemd where it runs and does so, else by hand. */
export async function findPlace(settings: RunSettings, edges: PlaceEdges): Promise<PlaceFound> {
  if (edges.platform !== 'linux') return { kind: 'none', reason: 'cgroups exist on Linux only' };
  const manager = managerOf(edges);
  if (manager) {
    const options = await systemdOptions(settings, manager, edges);
    const refusal = await refusalOf(options);
    if (refusal === null) return { kind: 'place', place: systemdPlace(options), unheld: [] };
    edges.say(`rbee run: systemd-run cannot start a scope here (${refusal}); creating a cgroup without it.`);
  }
  const made = makeCgroup(edges.cgroupRoot, settings, settings);
  if (made.kind === 'cannot') return { kind: 'none', reason: made.reason };
  return made.kind === 'taken' ? made : { ...made, kind: 'place', place: cgroupPlace({ ...edges, ...made }) };
}

/** No cgroup: the command as it is. */
export const NO_PLACE: Place = { launch: (command: Launch) => command, leave: async () => {} };

/** The systemd manager to use: the system's for root, otherwise the user's if there is a session. */
function managerOf({ environment, systemdMark, uid, cwd }: PlaceEdges): Manager | undefined {
  if (!exists(systemdMark)) return undefined;
  if (findCommand('systemd-run', environment['PATH'] ?? '', cwd).kind !== 'found') return undefined;
  if (uid === 0) return 'system';
  const session = environment['XDG_RUNTIME_DIR'];
  return session && exists(`${session}/systemd/private`) ? 'user' : undefined;
}

async function systemdOptions(
  settings: RunSettings,
  manager: Manager,
  { environment }: PlaceEdges,
): Promise<SystemdOptions> {
  const { output } = await run('systemd-run', ['--version'], environment);
  const version = Number(/^systemd (\d+)/.exec(output)?.[1] ?? 0);
  return {
    ...{ manager, names: settings, limits: settings },
    canKeepDollars: version >= EXPANDS_SINCE,
    run: (program, args) => run(program, args, environment),
  };
}
