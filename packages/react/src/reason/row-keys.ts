/** Marks what a row has for the keyboard besides the link that opens it: the arrow keys lead to it. */
export const INSIDE = { 'data-rbee-inside': '' } as const;

/**
 * Moves the focus among what a row has for the keyboard, the link that opens it and what is inside it, by the arrows to the left and to
 * the right. False if the key does not lead anywhere.
 */
export function moveInRow(target: Element, key: string): boolean {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
  const row = target.closest('[data-rbee-row]');
  if (step === undefined || !row) return false;
  const stops = [...row.querySelectorAll<HTMLElement>('[data-rbee-entry], [data-rbee-inside]')];
  const next = stops[stops.findIndex((it) => it.contains(target)) + step];
  next?.focus();
  return next !== undefined;
}

/** The attributes of an entry of a list with one tab stop. */
export const entryProps = (id: string, isStop: boolean) =>
  ({ 'data-rbee-entry': id, tabIndex: isStop ? 0 : -1 }) as const;

/** The entry of an id in a list, if it is drawn. Ids have characters that a selector does not allow. */
export const entryOf = (list: ParentNode | null, id: string): HTMLElement | undefined =>
  [...(list?.querySelectorAll<HTMLElement>('[data-rbee-entry]') ?? [])].find(
    (entry) => entry.dataset['rbeeEntry'] === id,
  );

/** The id of the row that an element is in. */
export const rowIdOf = (target: Element): string | undefined =>
  target.closest<HTMLElement>('[data-rbee-row]')?.dataset['rbeeRow'];

/** The id of the row that was clicked; undefined for a click on a link or a button in it. */
export const clickedRow = (target: Element): string | undefined =>
  target.closest('a, button') ? undefined : rowIdOf(target);
