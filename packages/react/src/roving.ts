import { type FocusEvent, type KeyboardEvent, useCallback, useRef, useState } from 'react';
import { entryOf, moveInRow } from './reason/index.ts';

/** What a list with one tab stop needs: props for the list, and for each entry by its id. */
export interface Roving {
  readonly list: {
    readonly ref: (element: HTMLElement | null) => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
    readonly onFocus: (event: FocusEvent) => void;
    readonly 'data-rbee-list': '';
  };
  /** True for the entry that is the tab stop. Each entry has the attributes of `entryProps`. */
  readonly isStop: (id: string) => boolean;
  /** The entry of an id, if it is drawn. */
  readonly elementOf: (id: string) => HTMLElement | undefined;
}

/**
 * One tab stop for a list whose entries are links or rows: arrow keys move the focus from one to the next, up and down by what lies
 * above and below, Home and End to the ends. In a row (`data-rbee-row`) the arrows to the left and to the right lead to what is inside it.
 * Space calls `onPeek` with the id of the entry.
 */
export function useRoving(ids: readonly string[], onPeek?: (id: string) => void): Roving {
  const [chosen, setChosen] = useState<string>();
  const stop = chosen !== undefined && ids.includes(chosen) ? chosen : ids[0];
  const peek = useRef(onPeek);
  peek.current = onPeek;
  const onKeyDown = useCallback((event: KeyboardEvent) => {
    const target = event.target as Element;
    const entry = entryAround(target);
    if (!entry || event.metaKey || event.ctrlKey || event.altKey) return;
    const isInside = target.closest('[data-rbee-inside]') !== null;
    if (isInside && (event.key === ' ' || event.key === 'Enter')) return;
    if (moveInRow(target, event.key)) {
      event.preventDefault();
      return;
    }
    if (event.key === ' ' && peek.current) {
      peek.current(entry.dataset['rbeeEntry'] ?? '');
      event.preventDefault();
      return;
    }
    const entries = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-rbee-entry]')];
    const next = neighbour(entries, entries.indexOf(entry), event.key);
    if (!next) return;
    next.focus();
    event.preventDefault();
  }, []);
  const onFocus = useCallback(({ target }: FocusEvent) => {
    const id = entryAround(target as Element)?.dataset['rbeeEntry'];
    if (id !== undefined) setChosen(id);
  }, []);
  const root = useRef<HTMLElement | null>(null);
  const ref = useCallback((element: HTMLElement | null) => {
    root.current = element;
  }, []);
  const elementOf = useCallback((id: string) => entryOf(root.current, id), []);
  return {
    elementOf,
    list: { ref, onKeyDown, onFocus, 'data-rbee-list': '' },
    isStop: (id) => id === stop,
  };
}

/** The entry itself, or that of the row. */
const entryAround = (target: Element): HTMLElement | null | undefined =>
  target.closest<HTMLElement>('[data-rbee-entry]') ??
  target.closest('[data-rbee-row]')?.querySelector<HTMLElement>('[data-rbee-entry]');

function neighbour(entries: readonly HTMLElement[], at: number, key: string): HTMLElement | undefined {
  switch (key) {
    case 'ArrowRight':
      return entries[at + 1];
    case 'ArrowLeft':
      return entries[at - 1];
    case 'ArrowDown':
      return inRow(entries.slice(at + 1), entries[at]);
    case 'ArrowUp':
      return inRow(entries.slice(0, Math.max(0, at)).reverse(), entries[at]);
    case 'Home':
      return entries[0];
    case 'End':
      return entries.at(-1);
    default:
      return undefined;
  }
}

/** The entry of the next row that lies closest to `from`. */
function inRow(others: readonly HTMLElement[], from: HTMLElement | undefined): HTMLElement | undefined {
  if (!from) return undefined;
  const first = others.find((it) => it.offsetTop !== from.offsetTop) ?? others[0];
  const row = others.filter((it) => it.offsetTop === first?.offsetTop);
  const distance = (it: HTMLElement) => Math.abs(it.offsetLeft - from.offsetLeft);
  return row.reduce<HTMLElement | undefined>(
    (best, it) => (best === undefined || distance(it) < distance(best) ? it : best),
    undefined,
  );
}
