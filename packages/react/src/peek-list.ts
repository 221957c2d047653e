import { useMemo, useRef } from 'react';

/** The list from which something is shown in a short look: the ways to its neighbours and back. */
export interface PeekList<T> {
  /** The entry after (1) or before (-1) the one with that id, in the order that the list has by then; undefined at its ends. */
  readonly beside: (id: string, step: 1 | -1) => T | undefined;
  /** Gives the focus back to an entry. */
  readonly focus: (id: string) => void;
}

/** What a list shows at the time of a render. */
interface ShownList<T> {
  readonly items: readonly T[];
  readonly idOf: (item: T) => string;
  readonly focus: (id: string) => void;
}

/** The list of a short look for what a list shows: always the same object, with the items of the last render. */
export function usePeekList<T>(shown: ShownList<T>): PeekList<T> {
  const latest = useRef(shown);
  latest.current = shown;
  return useMemo(
    () => ({
      beside: (id, step) => {
        const { items, idOf } = latest.current;
        const at = items.findIndex((item) => idOf(item) === id);
        return at < 0 ? undefined : items[at + step];
      },
      focus: (id) => latest.current.focus(id),
    }),
    [],
  );
}
