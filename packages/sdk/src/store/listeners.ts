import type { StoreSettings } from '../options.ts';

/**
 * A set of listeners; a function that is added twice is called twice. A listener that throws stops neither
 * the others nor the stream: its error is thrown again in a microtask, where the program's handler of
 * uncaught errors sees it.
 */
export class Listeners<T> {
  readonly #entries = new Set<{ readonly listener: (value: T) => void }>();

  /** Adds a listener; returns a function that removes it. */
  add(listener: (value: T) => void): () => void {
    const entry = { listener };
    this.#entries.add(entry);
    return () => void this.#entries.delete(entry);
  }

  /** Calls every listener that was there before the call. */
  notify(value: T): void {
    for (const { listener } of [...this.#entries]) {
      try {
        listener(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
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
  #count = 0;
  #active = false;
  #cancelLinger = (): void => {};

  constructor(options: RefCountOptions) {
    this.#options = options;
  }

  /** Adds a user; returns a function that removes it, once however often it is called. */
  acquire(): () => void {
    this.#cancelLinger();
    this.#count += 1;
    if (!this.#active) {
      this.#active = true;
      this.#options.onActive();
    }
    let held = true;
    return () => {
      if (held) this.#release();
      held = false;
    };
  }

  /** Becomes idle at once, whatever the count. */
  readonly reset = (): void => {
    this.#cancelLinger();
    if (!this.#active) return;
    this.#active = false;
    this.#options.onIdle();
  };

  #release(): void {
    const { clock, lingerMs } = this.#options;
    this.#count -= 1;
    if (this.#count === 0 && this.#active) this.#cancelLinger = clock.after(lingerMs, this.reset);
  }
}
