import type { MouseEvent } from 'react';

/** Calls `open` instead of following a link, unless the reader wants another tab or window. */
export function followWith(open: (() => void) | undefined): (event: MouseEvent) => void {
  return (event) => {
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!open || !isPlain) return;
    event.preventDefault();
    open();
  };
}
