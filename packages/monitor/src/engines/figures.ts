import type { Engine, UnknownReason } from '@rbee/contract';
import type { Counters, EngineReading, FigureName } from './engine-reading.ts';
import { generatedBetween } from './generated-between.ts';
import { type Histogram, observedBetween, percentileOf } from './histogram.ts';

/** The time over which shares and percentiles are taken. */
const WINDOW_MS = 30_000;

/** A reading with its time, monotonic milliseconds. */
interface Taken {
  readonly reading: EngineReading;
  readonly atMs: number;
}

/** The figures of an engine as the wire has them. */
export type WireFigures = Partial<Pick<Engine, FigureName>> & {
  readonly unknown?: Record<string, UnknownReason>;
};

/** Figures that are whole numbers. */
const WHOLE: ReadonlySet<string> = new Set<FigureName>([
  'slots',
  'requests_running',
  'requests_waiting',
  'preemptions',
  'requests_finished',
  'requests_failed',
]);
/** Figures that lack a value although all is known: no request gave one in the window. */
const MEASURED: ReadonlySet<string> = new Set<FigureName>([
  'ttft_ms_p50',
  'ttft_ms_p95',
  'itl_ms_p50',
  'itl_ms_p95',
  'prefix_cache_hit_pct',
  'draft_accepted_pct',
]);

/** Turns successive readings of one engine into figures: rates between two, shares and percentiles over 30 s. */
export class Figures {
  #taken: readonly Taken[] = [];

  /** The figures after a further reading. Of `names`, those that it cannot give are unknown. */
  take(reading: EngineReading, names: readonly FigureName[], atMs: number): WireFigures {
    const before = this.#taken.findLast(
      ({ reading: it }) => it.counters !== undefined || it.work !== undefined,
    );
    const restarted = before !== undefined && wentBack(before.reading.counters, reading.counters);
    const kept = restarted ? [] : this.#taken;
    // One reading before the window stays, so that the window is whole.
    const from = kept.findLastIndex((it) => atMs - it.atMs >= WINDOW_MS);
    this.#taken = [...kept.slice(Math.max(0, from)), { reading, atMs }];
    const values = {
      ...reading.figures,
      ...ratesBetween(restarted ? undefined : before, { reading, atMs }),
      ...sharesBetween(this.#taken[0]?.reading ?? reading, reading),
    };
    return written(names, values, (name) => reasonFor(name, reading, kept.length === 0));
  }

  /** Forgets all readings: the next one has no rates. */
  clear(): void {
    this.#taken = [];
  }
}

type Values = { readonly [K in FigureName]?: number | undefined };

/** `names` as unknown, for one reason. */
export const allUnknown = (names: readonly FigureName[], reason: UnknownReason): WireFigures =>
  written(names, {}, () => reason);

function written(
  names: readonly FigureName[],
  values: Values,
  reasonOf: (name: FigureName) => UnknownReason | null,
): WireFigures {
  const figures: { [K in FigureName]?: number } = {};
  const unknown: Record<string, UnknownReason> = {};
  for (const name of names) {
    const value = values[name];
    const reason = value === undefined ? reasonOf(name) : null;
    if (value !== undefined) figures[name] = format(name, value);
    else if (reason !== null) unknown[name] = reason;
  }
  return Object.keys(unknown).length > 0 ? { ...figures, unknown } : figures;
}

const LARGEST_U32 = 4_294_967_295;
/** Figures that are a u32 on the wire. */
const LARGEST: ReadonlyMap<string, number> = new Map<FigureName, number>([
  ['slots', LARGEST_U32],
  ['requests_running', LARGEST_U32],
  ['requests_waiting', LARGEST_U32],
]);

function format(name: FigureName, value: number): number {
  const least = Math.max(0, value);
  if (name.endsWith('_pct')) return Math.round(Math.min(100, least) * 100) / 100;
  if (WHOLE.has(name)) return Math.min(Math.round(least), LARGEST.get(name) ?? Number.MAX_SAFE_INTEGER);
  return Math.round(Math.min(least, Number.MAX_SAFE_INTEGER) * 100) / 100;
}

/** Why a figure lacks a value; null if there was nothing to measure. */
function reasonFor(name: FigureName, reading: EngineReading, isFirst: boolean): UnknownReason | null {
  const source = SOURCES[name];
  if (!source?.(reading)) return reading.lacking ?? 'not_exposed';
  return !isFirst && MEASURED.has(name) ? null : 'first_sample';
}

/** True if the reading has what a figure is made of. */
const SOURCES: { readonly [K in FigureName]?: (reading: EngineReading) => boolean } = {
  prompt_tokens_per_s: ({ counters }) => counters?.promptTokens !== undefined,
  generation_tokens_per_s: ({ counters, work }) =>
    counters?.generatedTokens !== undefined || work !== undefined,
  ttft_ms_p50: ({ ttft }) => ttft !== undefined,
  ttft_ms_p95: ({ ttft }) => ttft !== undefined,
  itl_ms_p50: ({ itl }) => itl !== undefined,
  itl_ms_p95: ({ itl }) => itl !== undefined,
  prefix_cache_hit_pct: ({ counters }) => counters?.cacheQueries !== undefined,
  draft_accepted_pct: ({ counters }) => counters?.draftedTokens !== undefined,
};

const COUNTERS = [
  'promptTokens',
  'generatedTokens',
  'cacheHits',
  'cacheQueries',
  'acceptedTokens',
  'draftedTokens',
] as const satisfies readonly (keyof Counters)[];

/** True if a counter is lower than before: the engine started again. */
const wentBack = (before: Counters = {}, now: Counters = {}): boolean =>
  COUNTERS.some((it) => (now[it] ?? Number.POSITIVE_INFINITY) < (before[it] ?? 0));

function ratesBetween(before: Taken | undefined, now: Taken): Values {
  const seconds = before ? (now.atMs - before.atMs) / 1000 : 0;
  if (!before || seconds <= 0) return {};
  const grown = grownBetween(before.reading, now.reading);
  const generated = generatedBetween(before.reading, now.reading, grown('generatedTokens'));
  const prompt = grown('promptTokens');
  return {
    ...(prompt === undefined ? {} : { prompt_tokens_per_s: prompt / seconds }),
    ...(generated === undefined ? {} : { generation_tokens_per_s: generated / seconds }),
  };
}

function sharesBetween(before: EngineReading, now: EngineReading): Values {
  const grown = grownBetween(before, now);
  return {
    ...shareOf('prefix_cache_hit_pct', grown('cacheHits'), grown('cacheQueries')),
    ...shareOf('draft_accepted_pct', grown('acceptedTokens'), grown('draftedTokens')),
    ...percentiles('ttft', before.ttft, now.ttft),
    ...percentiles('itl', before.itl, now.itl),
  };
}

const grownBetween = (before: EngineReading, now: EngineReading) => (name: keyof Counters) => {
  const [earlier, later] = [before.counters?.[name], now.counters?.[name]];
  return earlier === undefined || later === undefined ? undefined : later - earlier;
};

const shareOf = (name: FigureName, part: number | undefined, all: number | undefined): Values =>
  part === undefined || all === undefined || all <= 0 ? {} : { [name]: (100 * part) / all };

function percentiles(
  name: 'ttft' | 'itl',
  before: Histogram | undefined,
  now: Histogram | undefined,
): Values {
  const observed = before && now ? observedBetween(before, now) : null;
  const median = observed && percentileOf(observed, 0.5);
  const most = observed && percentileOf(observed, 0.95);
  if (median === null || most === null) return {};
  return { [`${name}_ms_p50`]: median * 1000, [`${name}_ms_p95`]: most * 1000 };
}
