import type { Feed } from './feed.ts';
import { keyOf, ofEvery, type Question } from './series-query.ts';

/** A subscription to the series of one worker that has no feed yet. */
interface Waiter {
  readonly question: Question;
  readonly listener: () => void;
  /** Leaves its feed; does nothing before it has one. */
  leave: () => void;
  hasLeft: boolean;
}

/**
 * Collects what is asked of single workers in one task, such as the rows of a table that are mounted together. Several
 * workers of a hive become one question about every worker of that hive.
 */
export class WorkerBatches {
  readonly #feedOf: (question: Question) => Feed;
  #waiters: Waiter[] = [];

  constructor(feedOf: (question: Question) => Feed) {
    this.#feedOf = feedOf;
  }

  /** Returns the function that unsubscribes. */
  add(wanted: Pick<Waiter, 'question' | 'listener'>): () => void {
    const waiter: Waiter = { ...wanted, leave: () => {}, hasLeft: false };
    if (this.#waiters.length === 0) queueMicrotask(() => this.#flush());
    this.#waiters.push(waiter);
    return () => {
      waiter.hasLeft = true;
      waiter.leave();
    };
  }

  #flush(): void {
    const waiters = this.#waiters.filter(({ hasLeft }) => !hasLeft);
    this.#waiters = [];
    const workers = new Map<string, Set<string>>();
    for (const { question } of waiters) {
      const key = keyOf(ofEvery(question));
      workers.set(key, (workers.get(key) ?? new Set()).add(keyOf(question)));
    }
    for (const waiter of waiters) {
      const { question, listener } = waiter;
      const isAlone = workers.get(keyOf(ofEvery(question)))?.size === 1;
      waiter.leave = this.#feedOf(isAlone ? question : ofEvery(question)).subscribe(listener);
    }
  }
}
