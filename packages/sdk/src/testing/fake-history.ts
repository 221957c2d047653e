import type { HistorySeries, HistorySeriesItem } from '@rbee/contract';
import type { SeriesQuery } from '../history-query.ts';
import { QueenError } from '../request.ts';
import { type HistoryClient, rangeMsOf } from '../series/index.ts';

/** What a hive reported of one figure in a second: a value, the reason why it was unknown, or null: nothing of it. */
export type Truth = number | string | null;

/** The samples that a queen got, by the second since the epoch, each with the figures of its workers by their id. */
export type Samples = Map<number, Readonly<Record<string, Truth>>>;

interface FakeHistory extends HistoryClient {
  /** Every question so far. */
  readonly asked: readonly SeriesQuery[];
  /** Signals of the questions. */
  readonly signals: readonly (AbortSignal | undefined)[];
  /** Replaces the answers; null: those of the samples again. */
  readonly answer: (instead: (() => Promise<HistorySeries>) | null) => void;
}

/** The error of a client whose question about the past a queen refused. */
export const refusalOf = (status: number, code: string): QueenError =>
  new QueenError('No.', {
    kind: 'refused',
    refusal: { message: 'No.', status, code, problem: null, retryAfterMs: null },
  });

/** How late a queen keeps a sample, milliseconds: once a second it hands over what came. */
const LAG_MS = 1_000;

/**
 * Answers for `gpu_util_pct` of workers of the hive `a` as a queen would that got these samples: at the time of the
 * question, `latencyMs` later. `Date.now` is the queen's clock.
 */
export function createFakeHistory(samples: Samples, latencyMs = () => 50): FakeHistory {
  const asked: SeriesQuery[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  let instead: (() => Promise<HistorySeries>) | null = null;
  return {
    asked,
    signals,
    answer: (other) => {
      instead = other;
    },
    series: async (query, request) => {
      asked.push(query);
      signals.push(request?.signal);
      const answer = answerOf(samples, query, Date.now());
      await new Promise((done) => setTimeout(done, latencyMs()));
      return instead ? instead() : answer;
    },
    info: () => Promise.reject(new Error('not asked for here')),
  };
}

function answerOf(samples: Samples, { from, worker, maxPoints = 600 }: SeriesQuery, now: number) {
  const text = String(from);
  const start = text.startsWith('-') ? now - (rangeMsOf(text.slice(1)) ?? 0) : Date.parse(text);
  const stepMs = Math.max(1, Math.ceil((now - start) / 1_000 / maxPoints)) * 1_000;
  const end = Math.ceil(now / stepMs) * stepMs;
  const points = Math.min(maxPoints, Math.ceil((end - start) / stepMs));
  const first = end - points * stepMs;
  const kept = new Map([...samples].filter(([second]) => second * 1_000 + LAG_MS <= now));
  const ids = worker ? [worker] : [...new Set([...kept.values()].flatMap((sample) => Object.keys(sample)))];
  return {
    from: new Date(first).toISOString(),
    to: new Date(Math.min(end, Math.floor((now - LAG_MS) / 1_000 + 1) * 1_000)).toISOString(),
    ...{ tier: '1s' as const, step_ms: stepMs, points },
    ...(stepMs > 1_000 && { expected: Array.from({ length: points }, () => stepMs / 1_000) }),
    series: ids.map((id) => lineOf(id, kept, { first, points, stepMs })),
  };
}

interface Grid {
  readonly first: number;
  readonly points: number;
  readonly stepMs: number;
}

function lineOf(worker_id: string, samples: Samples, { first, points, stepMs }: Grid): HistorySeriesItem {
  const newest = Math.max(...samples.keys()) * 1_000;
  const cells = Array.from({ length: points }, (_, index) => {
    const from = first + index * stepMs;
    const seconds = Array.from({ length: stepMs / 1_000 }, (_, second) => from / 1_000 + second);
    const seen = seconds.flatMap((second) => {
      const sample = samples.get(second);
      return sample ? [sample[worker_id] ?? null] : [];
    });
    const values = seen.filter((it) => typeof it === 'number');
    const reason =
      seen.find((it) => typeof it === 'string') ?? (seen.length > 0 ? 'not_present' : 'no_sample');
    return { from, values, reason, isOver: from <= newest };
  });
  const each = <T>(of: (values: readonly number[]) => T) => cells.map(({ values }) => of(values));
  return {
    ...{ hive_id: 'a', worker_id, field: 'gpu_util_pct' },
    mean: each((it) => (it.length === 0 ? null : it.reduce((sum, value) => sum + value, 0) / it.length)),
    ...(stepMs > 1_000 && {
      min: each((it) => (it.length === 0 ? null : Math.min(...it))),
      max: each((it) => (it.length === 0 ? null : Math.max(...it))),
      count: each((it) => it.length),
      unknown: each(() => 0),
    }),
    gaps: cells
      .filter(({ values, isOver }) => values.length === 0 && isOver)
      .map(({ from, reason }) => ({
        from: new Date(from).toISOString(),
        to: new Date(from + stepMs).toISOString(),
        reason,
      })),
  };
}
