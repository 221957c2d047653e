import { useState } from 'react';

const GRAIN_MS = 1_000;

/**
 * How far this machine's clock is ahead of the queen's, in milliseconds, cut to the second: 0 until the
 * queen has said a time. Ages of the queen's times are counted with it, so that a page on a phone with
 * a wrong clock still says rightly how long ago a hive fell silent ([H7]).
 */
export function useClockOffset(queenTimestamp: string | undefined): number {
  const [known, setKnown] = useState({ timestamp: queenTimestamp, offsetMs: offsetOf(queenTimestamp) });
  if (known.timestamp === queenTimestamp) return known.offsetMs;
  const offsetMs = offsetOf(queenTimestamp);
  setKnown({ timestamp: queenTimestamp, offsetMs });
  return offsetMs;
}

function offsetOf(timestamp: string | undefined): number {
  const ahead = timestamp === undefined ? 0 : Date.now() - Date.parse(timestamp);
  return Number.isFinite(ahead) ? Math.round(ahead / GRAIN_MS) * GRAIN_MS : 0;
}
