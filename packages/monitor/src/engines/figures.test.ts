import { expect, test } from 'vitest';
import type { EngineReading, FigureName } from './engine-reading.ts';
import { allUnknown, Figures } from './figures.ts';

const NAMES: readonly FigureName[] = [
  'slots',
  'requests_running',
  'prompt_tokens_per_s',
  'generation_tokens_per_s',
  'prefix_cache_hit_pct',
  'ttft_ms_p50',
  'ttft_ms_p95',
];

const histogram = (...counts: number[]) => ({ bounds: [0.1, 0.2, Number.POSITIVE_INFINITY], counts });

const aReading = (more: Partial<EngineReading> = {}): EngineReading => ({
  state: 'ready',
  figures: { slots: 4, requests_running: 1 },
  counters: { promptTokens: 100, generatedTokens: 200, cacheHits: 10, cacheQueries: 100 },
  ttft: histogram(0, 0, 0),
  progress: [],
  seesPrompts: true,
  models: [],
  ...more,
});

test('[E2] the first reading has the figures of the moment, and no rate', () => {
  expect(new Figures().take(aReading(), NAMES, 0)).toEqual({
    slots: 4,
    requests_running: 1,
    unknown: {
      prompt_tokens_per_s: 'first_sample',
      generation_tokens_per_s: 'first_sample',
      prefix_cache_hit_pct: 'first_sample',
      ttft_ms_p50: 'first_sample',
      ttft_ms_p95: 'first_sample',
    },
  });
});

test('rates are of the time between two readings, shares and percentiles of the last half minute', () => {
  const figures = new Figures();
  figures.take(aReading(), NAMES, 0);
  const counters = { promptTokens: 150, generatedTokens: 260, cacheHits: 30, cacheQueries: 200 };
  const ttft = histogram(0, 10, 10);
  expect(figures.take(aReading({ counters, ttft }), NAMES, 2_000)).toEqual({
    slots: 4,
    requests_running: 1,
    prompt_tokens_per_s: 25,
    generation_tokens_per_s: 30,
    prefix_cache_hit_pct: 20,
    ttft_ms_p50: 150,
    ttft_ms_p95: 195,
  });
  const later = figures.take(aReading({ counters, ttft }), NAMES, 31_000);
  expect(later).toMatchObject({ generation_tokens_per_s: 0, ttft_ms_p50: 150 });
  expect(figures.take(aReading({ counters, ttft }), NAMES, 70_000)).toEqual({
    slots: 4,
    requests_running: 1,
    prompt_tokens_per_s: 0,
    generation_tokens_per_s: 0,
  });
});

test('an engine that started again starts over: no rate is negative or huge', () => {
  const figures = new Figures();
  figures.take(aReading(), NAMES, 0);
  const restarted = aReading({ counters: { promptTokens: 3, generatedTokens: 4 }, ttft: histogram(0, 0, 0) });
  expect(figures.take(restarted, NAMES, 2_000)).not.toHaveProperty('generation_tokens_per_s');
  expect(figures.take(restarted, NAMES, 4_000)).toMatchObject({ generation_tokens_per_s: 0 });
});

test('a reading without metrics says why, and the next one goes on with the last counters', () => {
  const figures = new Figures();
  figures.take(aReading(), NAMES, 0);
  const without = aReading({
    figures: { slots: 4 },
    counters: undefined,
    ttft: undefined,
    lacking: 'timeout',
  });
  expect(figures.take(without, NAMES, 2_000).unknown).toMatchObject({
    requests_running: 'timeout',
    generation_tokens_per_s: 'timeout',
    ttft_ms_p50: 'timeout',
  });
  const counters = { promptTokens: 100, generatedTokens: 240 };
  expect(figures.take(aReading({ counters }), NAMES, 4_000)).toMatchObject({ generation_tokens_per_s: 10 });
});

test('where the counter of tokens grows only at the end of a request, the steps of the engine tell', () => {
  const figures = new Figures();
  const at = (steps: number, running: number, generatedTokens: number, tokensEach = 1) =>
    aReading({
      figures: { requests_running: running },
      counters: { generatedTokens },
      work: { steps, tokensEach },
    });
  const rate = (reading: EngineReading, atMs: number) =>
    figures.take(reading, NAMES, atMs).generation_tokens_per_s;
  rate(at(0, 0, 0), 0);
  expect(rate(at(20, 2, 0), 2_000)).toBe(20); // began in between
  expect(rate(at(60, 2, 0), 4_000)).toBe(40);
  expect(rate(at(80, 0, 120), 6_000)).toBe(20); // ended in between
  expect(rate(at(85, 0, 140), 8_000)).toBe(10); // began and ended
  expect(rate(at(95, 2, 140, 2.5), 10_000)).toBe(25); // with speculative decoding
});

test('rates of counters that are written with few digits are taken over a longer time', () => {
  const figures = new Figures();
  // 50 steps a second of one request; from ten million on a step of the text is 100.
  const at = (second: number) => {
    const exact = 20_000_000 + 50 * second;
    const steps = Number(exact.toPrecision(6));
    return aReading({ figures: { requests_running: 1 }, digits: 6, work: { steps, tokensEach: 1 } });
  };
  const rates = Array.from({ length: 60 }, (_, second) => second)
    .filter((second) => second % 2 === 0)
    .map((second) => figures.take(at(second), NAMES, second * 1000).generation_tokens_per_s);
  for (const rate of rates.slice(15)) expect(Math.abs((rate ?? 0) - 50)).toBeLessThan(5);
});

test('where only running requests tell their tokens, an ended one does not make the rate negative', () => {
  const figures = new Figures();
  const at = (...tokens: [string, number][]) =>
    aReading({ counters: undefined, work: { tokensOf: new Map(tokens) } });
  const rate = (reading: EngineReading, atMs: number) =>
    figures.take(reading, NAMES, atMs).generation_tokens_per_s;
  rate(at(['a', 90]), 0);
  expect(rate(at(['a', 100], ['b', 10]), 2_000)).toBe(10);
  expect(rate(at(['b', 30]), 4_000)).toBe(10);
});

test('figures are what the wire allows, whatever an engine says', () => {
  const figures = { slots: 1e300, requests_running: 2.6, kv_cache_pct: 140, preemptions: 1e300 };
  const taken = new Figures().take(aReading({ figures }), [...NAMES, 'kv_cache_pct', 'preemptions'], 0);
  expect(taken).toMatchObject({
    slots: 4_294_967_295,
    requests_running: 3,
    kv_cache_pct: 100,
    preemptions: Number.MAX_SAFE_INTEGER,
  });
});

test('[W2] figures of an engine without a reading have the reason', () => {
  expect(allUnknown(['slots', 'requests_running'], 'timeout')).toEqual({
    unknown: { slots: 'timeout', requests_running: 'timeout' },
  });
});
