import type { Clock } from '@rbee/hive';
import type { Environment } from './settings/index.ts';

/** What commands need from the process that they run in. main.ts provides it, and each command names the part it uses. */
export interface ProcessEdges {
  /** Version of this program. */
  readonly version: string;
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  /** Asks the command to stop. */
  readonly stop: AbortSignal;
  /** Asks the command to stop without waiting. */
  readonly force: AbortSignal;
  /** Prints a line to standard output. */
  readonly print: (line: string) => void;
  /** Prints a sentence to standard error. */
  readonly say: (sentence: string) => void;
  /** Called once the command has started, by a queen with what it is like. */
  readonly onReady: (queen?: ReadyQueen) => void;
}

/** What `rbee up` needs to know of the queen that it started. */
export interface ReadyQueen {
  readonly port: number;
  /** It keeps a history. */
  readonly history: boolean;
  /** The address at which the first admin is made, with its secret; null if there is an admin, or nobody is asked. */
  readonly setupAddress: string | null;
}
