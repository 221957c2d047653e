import type { Engine, ServedModel, UnknownReason } from '@rbee/contract';
import type { Reading } from './figure.ts';

/** One end of a TCP connection. */
export interface SocketEnd {
  readonly address: string;
  readonly port: number;
}

/** Where an engine can be asked: a socket that one of its worker's own processes listens on ([E1]). */
export type Endpoint = TcpEndpoint | UnixEndpoint;

/** A port that the engine listens on. */
export interface TcpEndpoint extends SocketEnd {
  /** Tells the socket from a later one with the same address. */
  readonly socket: string;
  /**
   * True if a connection that was made from `local` ends at that process. It is asked after connecting and before
   * anything is sent, because the port may belong to another process by then.
   */
  readonly isOwn: (local: SocketEnd) => boolean;
}

/** The place of a Unix socket, held open. */
export interface HeldPlace {
  /** Leads to this socket, whatever happens to its own path. */
  readonly path: string;
  readonly close: () => void;
}

/** A Unix socket that the engine listens on. */
export interface UnixEndpoint {
  /** Its path as the process of the engine sees it. */
  readonly path: string;
  readonly socket: string;
  /** True if that process still listens on it. */
  readonly isOwn: () => boolean;
  /** Holds the place of the socket for a connection; null if there is none of the engine's user any more. */
  readonly hold: () => HeldPlace | null;
}

/** True for a Unix socket. */
export const isUnix = (endpoint: Endpoint): endpoint is UnixEndpoint => 'path' in endpoint;

/**
 * Another server of the same engine that is asked, too: a runner of Ollama, a child of llama.cpp's router, the front end of
 * another rank of vLLM.
 */
export interface Runner {
  /** Key of its process. */
  readonly key: string;
  readonly endpoint: TcpEndpoint;
}

/** The inference server of a worker in one sample, and where it listens. */
export interface EngineServer {
  /** Key of the worker's root process: another process has another key, even with the same pid. */
  readonly key: string;
  readonly group: string;
  /** Its name within the group: normally the listening port. */
  readonly instance: string;
  /** The name of its engine in `processes/engines.ts`. */
  readonly engine: string;
  /** Null while its processes do not listen; otherwise where it is asked, or why it cannot be. */
  readonly endpoint: Reading<Endpoint> | null;
  readonly runners: readonly Runner[];
  /** False if one of the servers that it started does not listen yet, or cannot be asked. */
  readonly hasAllRunners: boolean;
  /** Reads the effective user id of its root process; null if it is not known. */
  readonly userId: () => number | null;
  /** Time since its root process started, seconds; null if it is not known. */
  readonly uptimeS: number | null;
  /** CPU use of the worker, 100 = one core; null if it is not known. */
  readonly cpuPct: number | null;
  /** Use by the worker of the GPU that it uses most, 0-100; null if it is not known or if it uses none. */
  readonly gpuPct: number | null;
}

type ModelField = 'state' | 'size_mb' | 'quantisation' | 'context_length' | 'expires_at';

/** What an engine says of one of its models ([W5]), by the name that it gives it. */
export type EngineModel = { readonly name: string } & {
  readonly [K in ModelField]?: ServedModel[K] | undefined;
};

/** What an engine says, or why it is not asked. */
export interface EngineReport {
  /** Null if it is not asked. */
  readonly engine: Engine | null;
  /** Its models, as it names them; empty if it does not list them. */
  readonly models: readonly EngineModel[];
  /** Why it is not asked although its engine can be; null otherwise. */
  readonly missing: UnknownReason | null;
}

/** The report of an engine that is not asked. */
export const NO_REPORT: EngineReport = { engine: null, models: [], missing: null };

/** Reads what inference servers report about themselves (queues, tokens, cache). */
export interface EngineReader {
  /** True if servers of this engine can be asked. */
  knows(engine: string): boolean;
  /**
   * The latest report of a server. Called for every worker in every sample, and never waits: a reader that asks over
   * the network answers with what it received before.
   */
  read(server: EngineServer): EngineReport;
  /** Ends a sample: servers that were not read in it are forgotten. */
  endSample(): void;
  /** Closes connections. A later `read` starts over. */
  close(): void;
}

/** A reader that asks no server. */
export const noEngineReader = (): EngineReader => ({
  knows: () => false,
  read: () => NO_REPORT,
  endSample: () => {},
  close: () => {},
});
