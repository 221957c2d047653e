import type { EngineKind } from '@rbee/contract';
import type { Answer, EngineReading, FigureName } from './engine-reading.ts';
import type { Json } from './json-fields.ts';
import type { Series } from './prometheus-text.ts';

/** How often one path is asked. Within this time, milliseconds, its last answer counts. */
export interface Pace {
  readonly everyMs?: number;
}

/** Asks one server with GET. Paths that are not in the description's list throw: they may change the engine. */
export interface Ask {
  json(path: string, pace?: Pace): Promise<Answer<Json>>;
  /** Asks for Prometheus's text format, and keeps the samples with these names. */
  metrics(path: string, names: ReadonlySet<string>, pace?: Pace): Promise<Answer<Series>>;
}

/** The servers that are asked in one reading. */
export interface Asking extends Ask {
  /** The other servers of the engine: those for single models or single ranks. */
  readonly runners: readonly Ask[];
  /** False if there are more of them, which do not listen yet or cannot be asked. */
  readonly hasAllRunners: boolean;
  /** Requests ran or waited in the last reading. */
  readonly wasBusy: boolean;
  /** False if the user wants no reading of metrics that has a side effect. */
  readonly mayReadMetrics: boolean;
}

/** How one engine is read: one file each. */
export interface EngineDescription {
  /** Its name on the wire. */
  readonly kind: EngineKind;
  /** Its names in `processes/engines.ts`. */
  readonly engines: readonly string[];
  /** All that it is ever asked. */
  readonly paths: readonly string[];
  /** All that its other servers are asked, those for single models or single ranks. */
  readonly runnerPaths?: readonly string[];
  /** The figures that it can give; one of them that it did not give is unknown. */
  readonly figures: readonly FigureName[];
  /** It writes a line to its log for each request, so it is asked less often while it is idle. */
  readonly logsRequests?: true;
  readonly read: (ask: Asking) => Promise<Answer<EngineReading>>;
}

/** Paths with what changes seldom, such as a version. */
export const SELDOM: Pace = { everyMs: 600_000 };
/** Paths with what changes at times, such as the list of models of a server that loads none on request. */
export const AT_TIMES: Pace = { everyMs: 60_000 };
