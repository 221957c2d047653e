import { type RefObject, useEffect, useState } from 'react';
import { useIsPrinted } from '../printing.ts';

/** The part of a list that is on the screen, in pixels, and the width of the place that shows it. */
export interface Sight {
  readonly top: number;
  readonly height: number;
  readonly width: number;
}

/** What is assumed until the place is measured, and on a server: a screen full of rows. */
const UNMEASURED: Sight = { top: 0, height: 640, width: 1_024 };

/** Scrolling is followed in steps, so that not every pixel of it is a render. */
const STEP_PX = 120;

/** Follows what of a scrolled element is in sight. On paper all of it is. */
export function useSight(scroller: RefObject<HTMLElement | null>): Sight {
  const isPrinted = useIsPrinted();
  const [sight, setSight] = useState(UNMEASURED);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = (): void => {
      const { scrollTop, clientHeight, clientWidth } = element;
      const top = Math.floor(scrollTop / STEP_PX) * STEP_PX;
      const next = { top, height: clientHeight || UNMEASURED.height, width: clientWidth || UNMEASURED.width };
      setSight((last) => (sameSight(last, next) ? last : next));
    };
    measure();
    element.addEventListener('scroll', measure, { passive: true });
    const observer = typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(measure);
    observer?.observe(element);
    return () => {
      element.removeEventListener('scroll', measure);
      observer?.disconnect();
    };
  }, [scroller]);
  return isPrinted ? { ...sight, top: 0, height: Number.POSITIVE_INFINITY } : sight;
}

const sameSight = (a: Sight, b: Sight): boolean =>
  a.top === b.top && a.height === b.height && a.width === b.width;

/** Rows beyond each end of the sight that exist, too: the next one can be focused, and a fast scroll finds some. */
const BEYOND = 8;

/** A row that exists, or the rows that do not exist before it. */
export type RowOrGap =
  | { readonly kind: 'row'; readonly index: number }
  | { readonly kind: 'gap'; readonly before: number; readonly rows: number };

/**
 * Which of `count` rows of one height exist: those in sight, some beyond, and the row `stop`, which has or had the focus. Between
 * them are gaps of the height of the rows that are left out.
 */
export function rowsIn(sight: Sight, rowHeight: number, count: number, stop: number): readonly RowOrGap[] {
  const last = Math.max(0, count - 1);
  const from = Math.min(last, Math.max(0, Math.floor(sight.top / rowHeight) - BEYOND));
  const to = Math.min(count, Math.ceil((sight.top + STEP_PX + sight.height) / rowHeight) + BEYOND);
  const indexes = Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
  if (stop >= 0 && stop < from) indexes.unshift(stop);
  if (stop >= to && stop < count) indexes.push(stop);
  const rows: RowOrGap[] = [];
  let next = 0;
  for (const index of indexes) {
    if (index > next) rows.push({ kind: 'gap', before: index, rows: index - next });
    rows.push({ kind: 'row', index });
    next = index + 1;
  }
  if (next < count) rows.push({ kind: 'gap', before: count, rows: count - next });
  return rows;
}
