import type { Engine, UnknownReason } from '@rbee/contract';
import type { EngineModel } from '../engine-reader.ts';
import type { Histogram } from './histogram.ts';

/** The figures of an engine on the wire (section E). */
export type FigureName = Exclude<
  keyof Engine,
  'kind' | 'version' | 'endpoint' | 'state' | 'models' | 'unknown'
>;

/** Counters of an engine, since its start. */
export interface Counters {
  /** Prompt tokens that were computed, so without those of the cache where the engine tells them apart. */
  readonly promptTokens?: number | undefined;
  readonly generatedTokens?: number | undefined;
  /** Prompt tokens that were found in the cache, of `cacheQueries`. */
  readonly cacheHits?: number | undefined;
  readonly cacheQueries?: number | undefined;
  /** Tokens of speculative decoding that were accepted, of `draftedTokens`. */
  readonly acceptedTokens?: number | undefined;
  readonly draftedTokens?: number | undefined;
}

/** What an engine does for the requests that run. */
export type Work =
  | {
      /** Steps since the start; a step gives each running request so many tokens. */
      readonly steps: number;
      readonly tokensEach: number;
    }
  | {
      /** Tokens that each running request has got so far, by its name. */
      readonly tokensOf: ReadonlyMap<string, number>;
    };

/** What an engine answered at one moment, in the terms of the wire where it has them. */
export interface EngineReading {
  readonly state: 'ready' | 'sleeping';
  readonly version?: string | undefined;
  /** Figures that are the state of a moment, or count since the start; a share is 0-100. */
  readonly figures: { readonly [K in FigureName]?: number | undefined };
  readonly counters?: Counters | undefined;
  /** Significant digits with which it writes its counters, if it does not write all. */
  readonly digits?: number | undefined;
  /** Set where `generatedTokens` grows only when a request ends. */
  readonly work?: Work | undefined;
  /** Times to the first token and between two tokens, seconds. */
  readonly ttft?: Histogram | undefined;
  readonly itl?: Histogram | undefined;
  /** Numbers of which one changes whenever the engine works on a request. */
  readonly progress: readonly (number | undefined)[];
  /** `progress` also changes during a long prompt. */
  readonly seesPrompts: boolean;
  readonly models: readonly EngineModel[];
  /** Why it lacks figures; `not_exposed` unless given. */
  readonly lacking?: UnknownReason | undefined;
}

/**
 * Why an engine gave no reading. `timeout`: no answer in time. `refused`: no connection. `not_own`: another process
 * listens there. `protected`: 401 or 403. `loading`: 503. `absent`: 404, 405 or 501. `unexpected`: any other answer.
 */
export type Failure = 'timeout' | 'refused' | 'not_own' | 'protected' | 'loading' | 'absent' | 'unexpected';

/** An answer of an engine, or why there is none. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

/** The reason of [W2] for a failure. */
export const reasonOf = (failure: Failure): UnknownReason =>
  failure === 'timeout' ? 'timeout' : failure === 'protected' ? 'permission' : 'not_exposed';

export const failed = (failure: Failure): Extract<Answer<never>, { ok: false }> => ({ ok: false, failure });
