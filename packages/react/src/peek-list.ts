/** The list from which something is shown in a short look: the ways to its neighbours and back. */
export interface PeekList<T> {
  /** The entry after (1) or before (-1) the one with that id, in the order that the list has by then; undefined at its ends. */
  readonly beside: (id: string, step: 1 | -1) => T | undefined;
  /** Gives the focus back to an entry. */
  readonly focus: (id: string) => void;
}

/** The item after or before the one with that id. */
export function besideIn<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  id: string,
  step: 1 | -1,
): T | undefined {
  const at = items.findIndex((item) => idOf(item) === id);
  return at < 0 ? undefined : items[at + step];
}
