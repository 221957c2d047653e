import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { entryOf, moveInRow, rowIdOf } from '../reason/index.ts';

interface GridFocusOptions {
  readonly scroller: RefObject<HTMLElement | null>;
  /** Ids of all rows in their order; asked when a key is pressed. */
  readonly ids: () => readonly string[];
  readonly rowHeight: number;
  readonly onPeek: ((id: string) => void) | undefined;
  /** The row that is shown in a short look: it is scrolled into sight. */
  readonly peeked: string | undefined;
  /** The row that is the tab stop at first; else the first row. */
  readonly startAt: string | undefined;
}

/** True while a mouse or the focus is in the element. */
export function useHeld(root: RefObject<HTMLElement | null>): boolean {
  const [hasPointer, setHasPointer] = useState(false);
  const [hasFocus, setHasFocus] = useState(false);
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const listeners = {
      // A finger leaves no pointer behind.
      pointerenter: (event: Event) => setHasPointer((event as PointerEvent).pointerType === 'mouse'),
      pointerleave: () => setHasPointer(false),
      focusin: () => setHasFocus(true),
      focusout: ({ relatedTarget }: Event & { readonly relatedTarget?: EventTarget | null }) =>
        setHasFocus(relatedTarget instanceof Node && element.contains(relatedTarget)),
    };
    for (const [name, listener] of Object.entries(listeners)) element.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) element.removeEventListener(name, listener);
    };
  }, [root]);
  // An element that is removed while it has the focus does not always tell that it has lost it.
  useEffect(() => {
    if (hasFocus && !root.current?.contains(document.activeElement)) setHasFocus(false);
  });
  return hasPointer || hasFocus;
}

/**
 * Keys of a table whose rows exist only in sight: arrows, Page Up and Page Down, Home and End move the focus among all rows, up from the
 * first to the heads of the columns; the other two arrows lead to the reasons of a row and back; Space peeks.
 */
export function useGridKeys({ scroller, ids, rowHeight, onPeek, peeked, startAt }: GridFocusOptions) {
  const [stopId, setStopId] = useState(startAt);
  useEffect(() => {
    if (peeked === undefined) return;
    if (stopId === peeked) showRow(scroller.current, peeked);
    else setStopId(peeked);
  }, [peeked, stopId, scroller]);
  const wanted = useRef<string>(undefined);
  useEffect(() => {
    if (wanted.current === undefined) return;
    const row = entryOf(scroller.current, wanted.current);
    wanted.current = undefined;
    row?.focus();
  });
  const moveTo = (id: string | undefined): void => {
    if (id === undefined) return;
    const row = entryOf(scroller.current, id);
    row?.focus();
    if (row) return;
    // It exists after the next render, because it has the stop then.
    wanted.current = id;
    setStopId(id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const target = event.target as Element;
    const id = rowIdOf(target);
    const head = target.closest<HTMLElement>('[data-rbee-head]');
    // What is inside a row, such as a reason, opens by Space and Enter, as every button does.
    if (target.closest('[data-rbee-inside]') && (event.key === ' ' || event.key === 'Enter')) return;
    if (id !== undefined && event.key === ' ' && onPeek) onPeek(id);
    else if (id !== undefined && moveInRow(target, event.key)) event.preventDefault();
    else if (id !== undefined) {
      const all = ids();
      const at = all.indexOf(id);
      const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
      const next = nextIndex(event.key, at, page, all.length);
      if (next === undefined) return;
      if (next < 0) headOf(scroller.current)?.focus();
      else if (next === at) return;
      else moveTo(all[next]);
    } else if (!(head && moveInHead(head, event.key))) {
      if (!head || event.key !== 'ArrowDown') return;
      const all = ids();
      moveTo(stopId !== undefined && all.includes(stopId) ? stopId : all[0]);
    }
    event.preventDefault();
  };
  return { stopId, setStopId, onKeyDown, moveTo };
}

/** Index of the row that a key leads to; -1 for the heads, undefined for another key. */
function nextIndex(key: string, at: number, page: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, at + 1);
    case 'ArrowUp':
      return at - 1;
    case 'PageDown':
      return Math.min(count - 1, at + page);
    case 'PageUp':
      return Math.max(0, at - page);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

/** Moves the focus to the head beside; false if the key does not lead to one. */
function moveInHead(head: HTMLElement, key: string): boolean {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (step === undefined) return false;
  const heads = [...(head.closest('tr')?.querySelectorAll<HTMLElement>('[data-rbee-head]') ?? [])];
  heads[heads.indexOf(head) + step]?.focus();
  return true;
}

/** Scrolls the table alone, and not the page, which may show another list. */
function showRow(scroller: HTMLElement | null, id: string): void {
  const row = entryOf(scroller, id)?.closest('tr')?.getBoundingClientRect();
  if (!scroller || !row) return;
  const { top, bottom } = scroller.getBoundingClientRect();
  const head = scroller.querySelector('thead')?.clientHeight ?? 0;
  if (row.top < top + head) scroller.scrollTop -= top + head - row.top;
  else if (row.bottom > bottom) scroller.scrollTop += row.bottom - bottom;
}

const headOf = (root: HTMLElement | null) =>
  root?.querySelector<HTMLElement>('[aria-sort]:not([aria-sort="none"]) [data-rbee-head]') ??
  root?.querySelector<HTMLElement>('[data-rbee-head]');
