/** The beats of a fleet in the order in which they are due; beat `n` is that of the hive in place `n` modulo the places. */
export interface Beats {
  /** The place whose beat is due, or undefined where none is; each is given once. */
  next(atMs: number): number | undefined;
  /** Lets go of what is due longer than an interval, and gives how many beats that were. */
  skip(atMs: number): number;
  /** Beats that are due and were not given yet. */
  overdue(atMs: number): number;
}

/**
 * Spreads the beats of all places evenly over the interval, so that they never come as a herd, and needs no timer for
 * each: as all have the same interval, what is due follows from the time alone. `atMs` is the time since the start.
 */
export function createBeats(places: number, intervalMs: number): Beats {
  const due = (atMs: number): number => Math.floor((atMs * places) / intervalMs) + 1;
  let given = 0;
  return {
    next: (atMs) => {
      if (given >= due(atMs)) return undefined;
      given += 1;
      return (given - 1) % places;
    },
    skip: (atMs) => {
      const late = due(atMs) - given - places;
      if (late <= 0) return 0;
      given += late;
      return late;
    },
    overdue: (atMs) => due(atMs) - given,
  };
}
