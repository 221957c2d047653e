/** How many heartbeats of a hive pass before a pattern is made of one again, and how many it was to be. */
export interface Pause {
  readonly left: number;
  readonly length: number;
}

export const NO_PAUSE: Pause = { left: 0, length: 0 };

/** A hive whose heartbeats never follow a pattern costs little more than one without. */
const LONGEST = 64;

/** After a pattern that nothing followed: twice as long as before. */
export function longer({ length }: Pause): Pause {
  const next = Math.min(LONGEST, Math.max(1, length * 2));
  return { left: next, length: next };
}
