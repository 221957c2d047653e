import type { RequestFigures } from './request-figures.ts';
import type { WorkerFigures } from './worker-figures.ts';

/** A worker on the cards of its machine. */
export interface Sharer {
  readonly figures: WorkerFigures;
  /** Indexes of its cards; none where it runs on the CPU. */
  readonly cards: readonly number[];
}

/** Up to here workers get of a card what they want, percent. */
const FREE_PCT = 90;
/** What they never use of it together, percent. */
const MOST_PCT = 99;

/** What workers use together of a card of which they want more than `FREE_PCT`, percent: the rest is spent on turns. */
const usedOf = (wanted: number): number => MOST_PCT - ((MOST_PCT - FREE_PCT) * FREE_PCT) / wanted;

/**
 * The figures of workers that take turns on their cards. Workers that want more of a card than there is get a part of it in proportion
 * to what they want, and are slower by that. One on several cards waits for the fullest of them.
 */
export function withTurns<T extends Sharer>(sharers: readonly T[]): readonly T[] {
  const wanted = new Map<number, number>();
  for (const { figures, cards } of sharers) {
    for (const card of cards) wanted.set(card, (wanted.get(card) ?? 0) + figures.gpuPct);
  }
  return sharers.map((sharer) => {
    const fullest = Math.max(0, ...sharer.cards.map((card) => wanted.get(card) ?? 0));
    if (fullest <= FREE_PCT) return sharer;
    return { ...sharer, figures: slowed(sharer.figures, usedOf(fullest) / fullest) };
  });
}

const slowed = (figures: WorkerFigures, share: number): WorkerFigures => ({
  ...figures,
  gpuPct: figures.gpuPct * share,
  requests: figures.requests && slowedRequests(figures.requests, share),
});

function slowedRequests(requests: RequestFigures, share: number): RequestFigures {
  const times = (value: number | undefined, factor: number) =>
    value === undefined ? undefined : value * factor;
  return {
    ...requests,
    generation_tokens_per_s: times(requests.generation_tokens_per_s, share),
    prompt_tokens_per_s: times(requests.prompt_tokens_per_s, share),
    ttft_ms_p50: times(requests.ttft_ms_p50, 1 / share),
    ttft_ms_p95: times(requests.ttft_ms_p95, 1 / share),
    itl_ms_p50: times(requests.itl_ms_p50, 1 / share),
    itl_ms_p95: times(requests.itl_ms_p95, 1 / share),
  };
}
