import type { EngineKind } from '@rbee/contract';
import type { ModelSource } from '../naming/index.ts';
import type { Identity } from './identify.ts';

/** A helper process that an engine starts for itself, such as a rank. */
export interface Part {
  /** The engine that starts such processes; null if any Python program may start them. */
  readonly kind: EngineKind | null;
  readonly model: ModelSource;
}

/**
 * Role of a process in the search for workers. `server`: an inference server. `part`: a helper process of a server.
 * `wrapper`: starts one program and waits for it. `launcher`: starts several processes that work as one. `boundary`:
 * starts unrelated programs (an interactive shell, an init system); no worker extends across it. `other`: the rest.
 */
export type Role = 'server' | 'part' | 'wrapper' | 'launcher' | 'boundary' | 'other';

/** What the command line says about a process; valid until it runs another program. */
export interface Recognised {
  readonly role: Role;
  /** Server described by its command line. Set for a `server`, and for other roles that match a watch pattern. */
  readonly identity: Identity | null;
  /** Set for the role `part`; null for every other role. */
  readonly part: Part | null;
  /** It matches an ignore pattern. */
  readonly ignored: boolean;
}

/** Facts about a process that are read only when they are needed. */
export interface Surroundings {
  /** The named environment variables and no others; null if the environment may not be read. */
  variables(names: readonly string[]): ReadonlyMap<string, string> | null;
  /** Its working directory; null if it may not be read. */
  directory(): string | null;
}

/** Determines the role of a process. */
export type Recogniser = (pid: number, argv: readonly string[], surroundings: Surroundings) => Recognised;
