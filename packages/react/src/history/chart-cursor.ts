/** The time that is looked at in charts, milliseconds since the epoch; null if none is. Charts that share it move together. */
export interface ChartCursor {
  readonly get: () => number | null;
  readonly set: (time: number | null) => void;
  /** Calls the listener after every change. Returns the function that unsubscribes. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** A cursor for charts that belong together. */
export function createChartCursor(): ChartCursor {
  const listeners = new Set<() => void>();
  let time: number | null = null;
  return {
    get: () => time,
    set: (next) => {
      if (next === time) return;
      time = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
