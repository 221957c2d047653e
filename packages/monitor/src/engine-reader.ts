import type { Engine } from '@rbee/contract';

/** The inference server of a worker, and where it listens. */
export interface EngineAddress {
  /** Key of the worker's root process: another process has another key, even with the same pid. */
  readonly key: string;
  /** The worker's group: the family of its engine, or its service under rbee.slice. */
  readonly group: string;
  /** Its name within the group: normally the listening port. */
  readonly instance: string;
}

/** Reads what inference servers report about themselves (queues, tokens, cache). */
export interface EngineReader {
  /**
   * The latest report of a server; null where there is none. Called for every worker in every sample, and never waits:
   * a reader that asks over the network answers with what it received before.
   */
  read(server: EngineAddress): Engine | null;
  /** Ends a sample: servers that were not read in it are forgotten. */
  endSample(): void;
  /** Closes connections. A later `read` starts over. */
  close(): void;
}

/** A reader that asks no server. */
export const noEngineReader = (): EngineReader => ({
  read: () => null,
  endSample: () => {},
  close: () => {},
});
