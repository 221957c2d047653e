import type { Engine, UnknownReason } from '@rbee/contract';
import { WHOLE_ENGINE_FIGURES } from '@rbee/contract/plain';
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
    // The models of a reading are not kept: there can be hundreds.
    this.#taken = [...kept.slice(Math.max(0, from)), { reading: { ...reading, models: [] }, atMs }];
    const values = {
      ...reading.figures,
      ...ratesSince(kept, { reading, atMs }),
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
  if (WHOLE_ENGINE_FIGURES.has(name))
    return Math.min(Math.round(least), LARGEST.get(name) ?? Number.MAX_SAFE_INTEGER);
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

function ratesSince(kept: readonly Taken[], now: Taken): Values {
  const prompt = rateSince(kept, now, (before) => grownBetween(before, now.reading)('promptTokens'));
  const generated = rateSince(kept, now, (before) =>
    generatedBetween(before, now.reading, grownBetween(before, now.reading)('generatedTokens')),
  );
  return {
    ...(prompt === undefined ? {} : { prompt_tokens_per_s: prompt }),
    ...(generated === undefined ? {} : { generation_tokens_per_s: generated }),
  };
}

/** How many times the step of a rounded counter a growth must be, so that the rate is right within 5 %. */
const STEPS = 20;

/** Growth per second since the last reading, or since an earlier one if rounding hides what happened since then. */
function rateSince(
  kept: readonly Taken[],
  now: Taken,
  grown: (before: EngineReading) => number | undefined,
): number | undefined {
  const least = STEPS * stepOf(now.reading);
  let rate: number | undefined;
  for (const before of kept.toReversed()) {
    const seconds = (now.atMs - before.atMs) / 1000;
    const growth = seconds > 0 ? grown(before.reading) : undefined;
    if (growth !== undefined) rate = growth / seconds;
    if (growth !== undefined && growth >= least) break;
  }
  return rate;
}

/** The smallest difference that the largest counter shows; 0 if it shows all. */
function stepOf({ digits, counters, work }: EngineReading): number {
  if (digits === undefined) return 0;
  const steps = work && 'steps' in work ? work.steps : 0;
  const largest = Math.max(steps, counters?.promptTokens ?? 0, counters?.generatedTokens ?? 0);
  const step = 10 ** (Math.floor(Math.log10(Math.max(1, largest))) + 1 - digits);
  return step > 1 ? step : 0;
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
