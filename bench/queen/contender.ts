import type { LoadFigures } from './load/load-watch.ts';
import type { Server } from './servers/server.ts';

/** The result of one round. */
export interface Round {
  /** By name. */
  readonly figures: Readonly<Record<string, number>>;
  readonly load: LoadFigures;
}

/** A server with a load. */
export interface Contender {
  /** Its name in the table. */
  readonly title: string;
  round(seconds: number): Promise<Round>;
  end(): Promise<void>;
}

/** A column of the table of a case. */
export interface Column {
  readonly figure: string;
  readonly head: string;
  readonly digits: number;
}

/** The ratio of the figures of two contenders, with its target if it has one. */
export interface Ratio {
  readonly what: string;
  readonly figure: string;
  /** Indexes of the contenders: `of` is divided by `to`. */
  readonly of: number;
  readonly to: number;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** An upper limit of a figure. */
export interface Bound {
  readonly what: string;
  readonly figure: string;
  /** Index of the contender. */
  readonly of: number;
  readonly below: number;
}

/** Options of the benchmark. */
export interface Settings {
  readonly rounds: number;
  readonly seconds: number;
  /** Length of the measurements of `big-fleet` and `scrape`. */
  readonly minutes: number;
  /** Number of hives of `scrape`. */
  readonly hives: number;
  /**
   * Starts the queen that is measured, on a free port unless one is given. `flags` are flags of Node, in addition to those of the
   * command line.
   */
  readonly startQueen: (flags?: readonly string[], port?: number) => Promise<Server>;
}

/** Servers that are compared, and the targets. */
export interface Case {
  readonly name: string;
  readonly title: string;
  readonly contenders: readonly ((settings: Settings) => Promise<Contender>)[];
  readonly columns: readonly Column[];
  readonly ratios: readonly Ratio[];
  readonly bounds: readonly Bound[];
  /** Sentences below the table. */
  readonly notes: readonly string[];
  /** Number of rounds, for cases whose rounds are long and need no warm-up; default: that of the settings. */
  readonly rounds?: number;
  /** Rounds before the first that counts; default: one short round. */
  readonly settleRounds?: number;
}
