import { type Demand, demandAt } from './demand.ts';
import { roll, wandering } from './dice.ts';
import type { RequestFigure } from './engines.ts';
import type { Placed } from './placement.ts';

/** What an engine knows of its requests, in the units of the wire and not rounded; undefined: nothing to measure. */
export type RequestFigures = Readonly<Record<RequestFigure, number | undefined>>;

/** What the requests of a worker at a moment depend on. */
export interface Serving {
  readonly seed: number;
  readonly worker: number;
  readonly placed: Placed;
  /** Milliseconds since its run began. */
  readonly ageMs: number;
  /** Load as a share of that at the busiest hour. */
  readonly hourly: number;
  readonly nowMs: number;
  readonly demand: Demand;
  /** Tokens a second of one request alone, and of all together. */
  readonly alone: number;
  readonly tokens: number;
  /** Wanders between 0 and 1. */
  readonly unrest: number;
}

/** How long ago a request may have run so that latencies are known of it, milliseconds. */
const WINDOW_MS = [10_000, 20_000, 30_000] as const;
/** Mean time of a request, milliseconds, and the shares of requests that fail and that are put back. */
const REQUEST_MS = 9_000;
const FAILED = 0.004;
const PREEMPTED = 0.01;
/** Share of the workers with speculative decoding. */
const SPECULATIVE = 0.25;

/** The figures of the requests of a worker. */
export function requestFigures(serving: Serving): RequestFigures {
  const { seed, worker, placed, ageMs, nowMs, demand, alone, tokens, unrest } = serving;
  const { running, waiting } = demand;
  const { engine, model, popularity } = placed;
  const embeds = model.group === 'embed';
  const drafts = !embeds && roll(seed, worker, 9) < SPECULATIVE;
  const share = running / engine.slots;
  // A count since the start must never fall, so it follows the age alone.
  const ended = (ageMs / REQUEST_MS) * popularity * engine.slots * 0.4;
  const isMeasured = running > 0 || wasBusy(serving);
  const firstMs = (12_000 / alone) * (1 + waiting * 0.25) * (0.8 + 0.4 * unrest);
  const nextMs = tokens > 0 ? (1_000 * running) / tokens : 1_000 / alone;
  const measured = (ms: number): number | undefined => (isMeasured ? ms : undefined);
  return {
    slots: engine.slots,
    requests_running: running,
    requests_waiting: waiting,
    kv_cache_pct: Math.min(99.5, share * (45 + 50 * unrest)),
    generation_tokens_per_s: embeds ? 0 : tokens,
    prompt_tokens_per_s: tokens * (embeds ? 9 : 1.5 + 5 * unrest),
    ttft_ms_p50: measured(firstMs),
    ttft_ms_p95: measured(firstMs * (2 + share)),
    itl_ms_p50: embeds ? undefined : measured(nextMs),
    itl_ms_p95: embeds ? undefined : measured(nextMs * (1.3 + share)),
    prefix_cache_hit_pct: measured(20 + 70 * wandering(seed, worker * 16 + 3, nowMs / 120_000)),
    draft_accepted_pct: drafts
      ? measured(45 + 35 * wandering(seed, worker * 16 + 4, nowMs / 60_000))
      : undefined,
    preemptions: ended * PREEMPTED * popularity,
    requests_finished: ended * (1 - FAILED),
    requests_failed: ended * FAILED,
  };
}

/** True if a request ran a short time ago. */
const wasBusy = ({ seed, worker, placed, ageMs, hourly, nowMs }: Serving): boolean => {
  const at = { seed, worker, slots: placed.engine.slots, popularity: placed.popularity };
  return WINDOW_MS.some((ago) => ago < ageMs && demandAt(at, hourly, nowMs - ago).running > 0);
};
