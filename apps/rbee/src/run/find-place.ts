import { existsSync } from 'node:fs';
import type { ProcessEdges } from '../process-edges.ts';
import type { RunSettings } from '../settings/index.ts';
import { type CgroupEdges, cgroupPlace } from './cgroup-place.ts';
import { makeCgroup, removeCgroup, type UnsetLimit } from './make-cgroup.ts';
import { type Launch, missingCommand, run } from './programs.ts';
import { type Manager, refusalOf, type SystemdOptions, systemdPlace } from './systemd-place.ts';

/** Where a worker runs: in its own cgroup, or without one. */
export interface Place {
  /** Starts a command with `run`, so that it is in its cgroup from its first instruction; null if that is not possible. */
  start<T>(command: Launch, run: (command: Launch) => T): T | null;
  /** Ends the processes that the command left, at once when `force` aborts, and removes the cgroup. */
  leave(force: AbortSignal): Promise<void>;
}

/** What `findPlace` needs from the process. */
export interface PlaceEdges extends CgroupEdges, Pick<ProcessEdges, 'platform' | 'environment'> {
  readonly uid: number;
  readonly cwd: string;
  /** Where cgroups are mounted. */
  readonly cgroupRoot: string;
  /** The text of `/proc/self/cgroup`; empty if it cannot be read. */
  readonly ownCgroups: () => string;
  /** A directory that exists if systemd runs (sd_booted(3)). */
  readonly systemdMark: string;
}

/** A place for a worker, or why there is none: a process has the name, or no cgroup can be created. */
export type PlaceFound =
  | { readonly kind: 'place'; readonly place: Place; readonly unset: readonly UnsetLimit[] }
  | { readonly kind: 'taken'; readonly pid: number }
  | { readonly kind: 'none'; readonly reason: string };

/** A command without a cgroup. */
export const NO_PLACE: Place = { start: (command, run) => run(command), leave: async () => {} };

/** Finds a way to give a worker its own cgroup: through systemd where it runs and allows it, otherwise directly. */
export async function findPlace(settings: RunSettings, edges: PlaceEdges): Promise<PlaceFound> {
  if (edges.platform !== 'linux') return { kind: 'none', reason: 'cgroups exist on Linux only' };
  const manager = managerOf(edges);
  if (manager) {
    const options = await systemdOptions(settings, manager, edges);
    const refusal = await refusalOf(options);
    if (refusal === null) return { kind: 'place', place: systemdPlace(options), unset: [] };
    edges.say(`rbee run: systemd-run cannot start a scope here (${refusal}); creating a cgroup without it.`);
  }
  const made = makeCgroup(edges.cgroupRoot, settings);
  if (made.kind !== 'made') return made;
  const { directories, unset } = made;
  const own = edges.ownCgroups();
  const visits = directories.flatMap((directory) => {
    const home = ownCgroup(directory, own);
    return home === null ? [] : { directory, home };
  });
  if (visits.length === directories.length)
    return { kind: 'place', place: cgroupPlace(visits, edges), unset };
  removeCgroup(directories);
  return {
    kind: 'none',
    reason: 'the cgroup of rbee run itself is not visible, so it could not return to it',
  };
}

/**
 * The cgroup of this process in the hierarchy of a directory below rbee.slice, from the text of `/proc/self/cgroup`
 * (cgroups(7)); null if it is not visible there.
 */
export function ownCgroup(directory: string, text: string): string | null {
  const root = directory.slice(0, directory.indexOf('/rbee.slice/'));
  const name = root.slice(root.lastIndexOf('/') + 1);
  const lines = text.split('\n').flatMap((line) => {
    const [, id, controllers = '', path = ''] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
    return id === undefined ? [] : { id, controllers, path };
  });
  const isVersion2 = existsSync(`${root}/cgroup.controllers`);
  const found = lines.find(({ id, controllers }) =>
    isVersion2 ? id === '0' : controllers === name || controllers === `name=${name}`,
  );
  if (!found) return null;
  const own = `${root}${found.path === '/' ? '' : found.path}`;
  return !found.path.startsWith('/..') && existsSync(`${own}/cgroup.procs`) ? own : null;
}

/** The systemd manager to use: for root that of the system, otherwise that of the user's session if there is one. */
function managerOf({ environment, systemdMark, uid, cwd }: PlaceEdges): Manager | undefined {
  if (!existsSync(systemdMark)) return undefined;
  if (missingCommand('systemd-run', environment['PATH'] ?? '', cwd) !== null) return undefined;
  if (uid === 0) return 'system';
  const session = environment['XDG_RUNTIME_DIR'];
  return session && existsSync(`${session}/systemd/private`) ? 'user' : undefined;
}

/** First version of systemd-run(1) with `--expand-environment`. */
const EXPANDS_SINCE = 254;

async function systemdOptions(
  settings: RunSettings,
  manager: Manager,
  { environment }: PlaceEdges,
): Promise<SystemdOptions> {
  const { output } = await run('systemd-run', ['--version'], environment);
  const version = Number(/^systemd (\d+)/.exec(output)?.[1] ?? 0);
  return { manager, settings, environment, canKeepDollars: version >= EXPANDS_SINCE };
}
