/** Rate limit per second, with bursts of at most a tenth of it. */
export interface Pace {
  /** Whether one more may happen now; it is counted if so. */
  take(nowMs: number): boolean;
}

/** A pace of that many a second (a token bucket). */
export function createPace(perSecond: number): Pace {
  const most = Math.max(1, perSecond / 10);
  let left = most;
  let beforeMs: number | undefined;
  return {
    take: (nowMs) => {
      left = Math.min(most, left + ((nowMs - (beforeMs ?? nowMs)) / 1_000) * perSecond);
      beforeMs = nowMs;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
