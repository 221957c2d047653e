import { Listeners, RefCount } from '../store/index.ts';

/** Listeners of something that runs while it has some, and for a while after the last one has left. */
export class Watchers {
  readonly #listeners = new Listeners<void>();
  readonly #users: RefCount;

  constructor(options: ConstructorParameters<typeof RefCount>[0]) {
    this.#users = new RefCount(options);
  }

  /** Adds a listener; returns the function that removes it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    const remove = this.#listeners.add(listener);
    const release = this.#users.acquire();
    return () => {
      remove();
      release();
    };
  };

  /** Calls every listener. */
  notify(): void {
    this.#listeners.notify();
  }
}
