/** How many heartbeats of a hive pass before a pattern is made of one again, and how many it was to be. */
export interface Pause {
  readonly left: number;
  readonly length: number;
}

export const NO_PAUSE: Pause = { left: 0, length: 0 };

/** Patterns of hives that come all at once, as to a queen that was restarted, are made over so many of their heartbeats. */
const SPREAD = 16;

/** For a hive that comes: as long as its id says, so that not all of them have their turn at once. */
export function firstPause(hiveId: string): Pause {
  let sum = 0;
  for (let at = 0; at < hiveId.length; at += 1) sum += hiveId.charCodeAt(at);
  return { left: sum % SPREAD, length: 0 };
}

/** A hive whose heartbeats never follow a pattern costs little more than one without. */
const LONGEST = 64;

/** After a pattern that nothing followed: twice as long as before. */
export function longer({ length }: Pause): Pause {
  const next = Math.min(LONGEST, Math.max(1, length * 2));
  return { left: next, length: next };
}
