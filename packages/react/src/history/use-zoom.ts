import { rangeOfSpan, spanOf, type TimeSpan } from '@rbee/queen-rbee-sdk';
import { useCallback, useRef } from 'react';

/**
 * What `<SeriesChart>` is given as `onZoom`: makes a range of the span that the reader zooms to. A part of the future is left out, and the
 * whole range is the one that was chosen before.
 */
export function useZoom(range: string, onRange: (range: string) => void): (span: TimeSpan | null) => void {
  const last = useRef('15m');
  if (spanOf(range) === null) last.current = range;
  const call = useRef(onRange);
  call.current = onRange;
  return useCallback((span: TimeSpan | null) => {
    if (span === null) call.current(last.current);
    else call.current(rangeOfSpan(withoutFuture(span)));
  }, []);
}

function withoutFuture({ from, to }: TimeSpan): TimeSpan {
  const over = Math.max(0, to - Date.now());
  return { from: from - over, to: to - over };
}
