import type { EngineKind } from '@rbee/contract';
import type { ModelSource } from '../naming/index.ts';
import type { Identity } from './identify.ts';

/** A process that a program starts for itself. */
export interface Part {
  /** The engine that starts such a process; null for what any Python program may start. */
  readonly kind: EngineKind | null;
  readonly model: ModelSource;
}

/**
 * What a program is to the search for workers. `server`: it is one; `part`: a server started it for itself; `wrapper`:
 * it only starts one other program and waits for it; `launcher`: it starts several that work as one; `boundary`: it
 * starts programs that have nothing to do with each other (an interactive shell, an init system), so no worker reaches
 * past it; `other`: everything else.
 */
export type Role = 'server' | 'part' | 'wrapper' | 'launcher' | 'boundary' | 'other';

/** What is known of a process by its command line, for as long as it runs the same program. */
export interface Recognised {
  readonly role: Role;
  /** What its command line says of a server: of its own as a `server`; a watch pattern can name other roles too. */
  readonly identity: Identity | null;
  /** The part that it is; null for every other role. */
  readonly part: Part | null;
  /** A pattern of the user's says that it is none of the workers. */
  readonly ignored: boolean;
}

/** What can be asked of a process beside its command line. */
export interface Surroundings {
  /** The named variables of its environment and no others; null where that may not be read. */
  variables(names: readonly string[]): ReadonlyMap<string, string> | null;
  /** Its working directory; null where that may not be read. */
  directory(): string | null;
}

/** Decides what a process is. */
export type Recogniser = (pid: number, argv: readonly string[], surroundings: Surroundings) => Recognised;
