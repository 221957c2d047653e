/** Functions to be told; the same one may be added twice and is then told twice. */
export interface Listeners<T> {
  /** Adds one; the answer takes it away. */
  readonly add: (listener: (value: T) => void) => () => void;
  readonly tell: (value: T) => void;
}

/**
 * A set of listeners. One that throws keeps neither the others nor the stream from going on: its error is
 * thrown again on its own, where the program's handler for the unexpected sees it.
 */
export function createListeners<T>(): Listeners<T> {
  const entries = new Set<{ listener: (value: T) => void }>();
  return {
    add: (listener) => {
      const entry = { listener };
      entries.add(entry);
      return () => void entries.delete(entry);
    },
    tell: (value) => {
      for (const { listener } of [...entries]) callApart(() => listener(value));
    },
  };
}

function callApart(run: () => void): void {
  try {
    run();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
