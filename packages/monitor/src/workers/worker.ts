import type { ProcessStats, UnknownFields } from '@rbee/contract';
import type { CgroupDirectory } from '../cgroup/index.ts';
import type { Identity, ModelGap, Process } from '../processes/index.ts';

/** One worker: one process tree. */
export interface Worker {
  readonly group: string;
  /** Its name if it comes from a cgroup; null if it comes from the worker's socket. */
  readonly name: string | null;
  readonly foundBy: 'cgroup' | 'engine' | 'watch' | 'gpu';
  /** The process that owns the command line and the port. */
  readonly root: Process;
  readonly members: readonly Process[];
  /** Directories of its cgroup, one per hierarchy; empty without a cgroup. */
  readonly directories: readonly CgroupDirectory[];
  /** Ranks that another daemon started may belong to it, or to another worker: its figures lack them ([W6]). */
  readonly lacksRanks?: true;
  /** Address and model according to its command line; null if they are unknown. */
  readonly told: Identity | null;
}

/** A worker that is in no cgroup of rbee.slice. */
export const looseWorker = (
  group: string,
  foundBy: Worker['foundBy'],
  root: Process,
  members: readonly Process[],
  told: Identity | null = null,
): Worker => ({ group, name: null, foundBy, root, members, directories: [], told });

/** A model that a worker serves. */
export interface NamedModel {
  readonly name: string;
  /** The processes of this model, the oldest first; empty for a further name or an adapter of another one. */
  readonly processes: readonly Process[];
}

/** A worker with its names. */
export interface NamedWorker {
  readonly worker: Worker;
  readonly instance: string;
  readonly models: readonly NamedModel[];
  /** What lies behind an unknown model ([W7]); null if there is a model, or if the reason of [W2] says it all. */
  readonly modelGap: ModelGap | null;
  readonly container: ProcessStats['container'];
  /** Reasons for names that are not known ([W2]). */
  readonly unknown: UnknownFields;
}

/** Orders texts by their code units, which is the same on every machine. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Preferred instance name before any socket was read: the most likely port. */
export const toldInstance = ({ name, told, root }: Worker): string =>
  name ?? told?.socket?.replace(/^.*\//, '') ?? told?.ports[0]?.toString() ?? `pid-${root.pid}`;
