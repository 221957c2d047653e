/** Part of the core that writing to watchers may take: after a flush, three times as long passes until the next. */
const REST_PER_COST = 3;

/** No event waits longer than that, milliseconds. */
const LONGEST_WAIT_MS = 100;

/** Events that come together are gathered for so long, milliseconds, about a frame of a screen: together they compress far better. */
const GATHERING_MS = 20;

/**
 * When the next flush may begin, monotonic milliseconds: at once while events come one by one and flushing costs nothing; later
 * where the last one carried several, and the more it cost, so that events gather and one write carries many of them.
 */
export const nextFlushAt = (endedAt: number, costMs: number, carriedSeveral: boolean): number =>
  endedAt + Math.max(carriedSeveral ? GATHERING_MS : 0, Math.min(LONGEST_WAIT_MS, REST_PER_COST * costMs));

/** Writing goes on for so long at least, milliseconds, before whatever else waits has its turn. */
const SHORTEST_TURN_MS = 8;

/**
 * How long the next turn of a flush may last, milliseconds, after others had theirs for so long: where so much comes in that
 * little time is left, writing still gets its part, and what comes in has to wait.
 */
export const turnMs = (othersMs: number): number => Math.max(SHORTEST_TURN_MS, othersMs / REST_PER_COST);
