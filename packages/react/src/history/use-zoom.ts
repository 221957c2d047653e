import { rangeOfSpan, type TimeSpan } from '@rbee/queen-rbee-sdk';
import { useCallback, useRef } from 'react';
import { useWholeRange } from './use-whole-range.ts';

/**
 * What `<SeriesChart>` is given as `onZoom`: makes a range of the span that the reader zooms to. A part of the future is left out, and the
 * whole range is the one that was chosen before.
 */
export function useZoom(range: string, onRange: (range: string) => void): (span: TimeSpan | null) => void {
  const last = useWholeRange(range);
  const call = useRef(onRange);
  call.current = onRange;
  return useCallback(
    (span: TimeSpan | null) => {
      if (span === null) call.current(last.current);
      else call.current(rangeOfSpan(withoutFuture(span)));
    },
    [last],
  );
}

function withoutFuture({ from, to }: TimeSpan): TimeSpan {
  const over = Math.max(0, to - Date.now());
  return { from: from - over, to: to - over };
}
