import type { EngineKind } from '@rbee/contract';
import type { Desktop } from './desktop-programs.ts';
import type { Identity } from './identify.ts';
import type { ModelSource } from './model-name.ts';
import type { ProcessStat } from './process-texts.ts';

/**
 * Role of a process in the search for workers. `server`: an inference server. `part`: a helper process of a server.
 * `wrapper`: starts one program and waits for it. `script`: a shell that runs a script, and so may start one program
 * after the other. `launcher`: starts several processes that work as one. `boundary`: starts unrelated programs (an
 * interactive shell, an init system); no worker extends across it. `other`: the rest.
 */
export type Role = 'server' | 'part' | 'wrapper' | 'script' | 'launcher' | 'boundary' | 'other';

/** A helper process that an engine starts for itself, such as a rank. */
export interface Part {
  /** The engine that starts such processes; null if any Python program may start them. */
  readonly kind: EngineKind | null;
  readonly model: ModelSource;
  /** It is the front end of this data-parallel rank and listens on a port of its own. */
  readonly frontEndOf?: number;
}

/** What the command line says about a process; valid until it runs another program. */
export interface Recognised {
  readonly role: Role;
  /** Server described by its command line. Set for a `server`, and for other roles that match a watch pattern. */
  readonly identity: Identity | null;
  /** Set for the role `part`; null for every other role. */
  readonly part: Part | null;
  /** Set for a program of a person's desktop, which is no worker because it computes on a GPU. */
  readonly desktop: Desktop | null;
  readonly ignored: boolean;
}

/** A running process at the time of a sample. */
export interface Process extends ProcessStat, Recognised {
  readonly pid: number;
  /** Pid and start time: identifies a process even if its pid is reused. */
  readonly key: string;
  /** It did not exist in the previous sample. */
  readonly fresh: boolean;
  /** Its counters were read in this sample. Processes that belong to no worker are not read in every sample. */
  readonly measured: boolean;
}

/** The processes of one sample, by pid. */
export type Processes = ReadonlyMap<number, Process>;

/** Older processes first. */
export const byAge = (a: Process, b: Process): number => a.startTicks - b.startTicks || a.pid - b.pid;
