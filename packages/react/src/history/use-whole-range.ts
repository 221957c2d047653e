import { spanOf } from '@rbee/queen-rbee-sdk';
import { type RefObject, useRef } from 'react';

/** The range that is shown at first. */
export const FIRST_RANGE = '15m';

/** The range that was chosen last and is no part of the past: the way back from a zoom leads to it. */
export function useWholeRange(range: string): RefObject<string> {
  const last = useRef<string>(FIRST_RANGE);
  if (spanOf(range) === null) last.current = range;
  return last;
}
