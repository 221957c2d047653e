import type { StoreSettings } from '../options.ts';

interface Entry<T> {
  readonly listener: (value: T) => void;
  removed: boolean;
}

/**
 * A set of listeners; a function that is added twice is called twice. A listener that was removed is not called
 * any more, not even in a round of calls that has begun. A listener that throws stops neither the others nor
 * the stream: its error is thrown again in a microtask, where the program's handler of uncaught errors sees it.
 */
export class Listeners<T> {
  readonly #entries = new Set<Entry<T>>();

  /** Adds a listener; returns a function that removes it. */
  add(listener: (value: T) => void): () => void {
    const entry = { listener, removed: false };
    this.#entries.add(entry);
    return () => {
      entry.removed = true;
      this.#entries.delete(entry);
    };
  }

  /** Calls every listener that was there before the call and was not removed since. */
  notify(value: T): void {
    for (const entry of [...this.#entries]) if (!entry.removed) call(entry.listener, value);
  }

  /** Removes every listener. */
  clear(): void {
    for (const entry of this.#entries) entry.removed = true;
    this.#entries.clear();
  }

  /** Removes every listener and calls each a last time; what a listener adds meanwhile stays. */
  notifyLast(value: T): void {
    const entries = [...this.#entries];
    this.#entries.clear();
    for (const entry of entries) {
      if (entry.removed) continue;
      entry.removed = true;
      call(entry.listener, value);
    }
  }
}

function call<T>(listener: (value: T) => void, value: T): void {
  try {
    listener(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

interface RefCountOptions extends Pick<StoreSettings, 'clock' | 'lingerMs'> {
  /** Called by the first acquire. */
  readonly onActive: () => void;
  /** Called `lingerMs` after the last release. */
  readonly onIdle: () => void;
}

/**
 * Counts the users of something. A short time without users is no idle time: React's strict mode unmounts
 * and mounts again at once, and so does a page that changes its view.
 */
export class RefCount {
  readonly #options: RefCountOptions;
  readonly #users = new Set<object>();
  #active = false;
  #cancelLinger = (): void => {};

  constructor(options: RefCountOptions) {
    this.#options = options;
  }

  /** Adds a user; returns a function that removes it, once however often it is called. */
  acquire(): () => void {
    this.#cancelLinger();
    const user = {};
    this.#users.add(user);
    if (!this.#active) {
      this.#active = true;
      this.#options.onActive();
    }
    return () => {
      if (this.#users.delete(user)) this.#released();
    };
  }

  /** Removes every user and becomes idle at once. */
  readonly reset = (): void => {
    this.#users.clear();
    this.#cancelLinger();
    if (!this.#active) return;
    this.#active = false;
    this.#options.onIdle();
  };

  #released(): void {
    const { clock, lingerMs } = this.#options;
    if (this.#users.size === 0 && this.#active) this.#cancelLinger = clock.after(lingerMs, this.reset);
  }
}
