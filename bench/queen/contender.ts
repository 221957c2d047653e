import type { LoadFigures } from './load/load-watch.ts';
import type { Server } from './servers/server.ts';

/** Figures of one round, by name. */
export type Figures = Readonly<Record<string, number>>;

/** What one round showed. */
export interface Round {
  readonly figures: Figures;
  readonly load: LoadFigures;
}

/** A server, its load, and how a round of it goes. */
export interface Contender {
  /** What it is called in the table. */
  readonly title: string;
  round(seconds: number): Promise<Round>;
  end(): Promise<void>;
}

/** A figure that is shown. */
export interface Column {
  readonly figure: string;
  readonly head: string;
  readonly digits: number;
}

/** A figure of one contender to that of another in the same round, and what it is to be. */
export interface Ratio {
  readonly what: string;
  readonly figure: string;
  /** Places among the contenders. */
  readonly of: number;
  readonly to: number;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** A figure that is to be within bounds by itself. */
export interface Bound {
  readonly what: string;
  readonly figure: string;
  readonly of: number;
  readonly below: number;
}

/** What a case is told at start. */
export interface Settings {
  readonly rounds: number;
  readonly seconds: number;
  /** How long the big fleet is watched. */
  readonly minutes: number;
  /** Starts the queen that is measured; `flags` are Node's, and come before those of the command line. */
  readonly startQueen: (flags?: readonly string[]) => Promise<Server>;
}

/** Contenders that take turns in one run. */
export interface Case {
  readonly name: string;
  readonly title: string;
  readonly contenders: readonly ((settings: Settings) => Promise<Contender>)[];
  readonly columns: readonly Column[];
  readonly ratios: readonly Ratio[];
  readonly bounds: readonly Bound[];
  /** What is to be known of it, in sentences. */
  readonly notes: readonly string[];
  /** Rounds where fewer do, long ones that warm up by themselves; those of the settings without. */
  readonly rounds?: number;
  /** Rounds that come before and are not counted; one short one without. */
  readonly settleRounds?: number;
}
