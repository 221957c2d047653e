import { useEffect } from 'react';
import type { Place, View } from '../address.ts';

/** What keys can do on every page. */
export interface KeyActions {
  readonly search: () => void;
  readonly help: () => void;
  readonly go: (place: Place) => void;
  readonly change: (view: Partial<View>) => void;
  readonly clear: () => void;
}

/** The keys and what they do, for the help; `keys` are pressed one after the other. */
export const KEYS = [
  { keys: ['/'], does: 'keys.search' },
  { keys: ['j'], does: 'keys.next' },
  { keys: ['k'], does: 'keys.previous' },
  { keys: ['Enter'], does: 'keys.open' },
  { keys: ['Space'], does: 'keys.peek' },
  { keys: ['Esc'], does: 'keys.close' },
  { keys: ['g', 'f'], does: 'keys.fleet' },
  { keys: ['g', 'm'], does: 'keys.models' },
  { keys: ['g', 'p'], does: 'keys.problems' },
  { keys: ['1'], does: 'keys.tiles' },
  { keys: ['2'], does: 'keys.comb' },
  { keys: ['3'], does: 'keys.table' },
  { keys: ['?'], does: 'keys.help' },
] as const;

const PLACES: Readonly<Record<string, Place>> = {
  f: { page: 'fleet' },
  m: { page: 'models' },
  p: { page: 'problems' },
};
const VIEWS: Readonly<Record<string, View['view']>> = { 1: 'tiles', 2: 'comb', 3: 'table' };

/** Time in which the second key after `g` counts, milliseconds. */
const SEQUENCE_MS = 1_500;

/** Keys count only where nobody types, and without a modifier key. */
export function useKeyboard(actions: KeyActions): void {
  useEffect(() => {
    let goAt = Number.NEGATIVE_INFINITY;
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target))
        return;
      const { key, timeStamp } = event;
      const isSecond = timeStamp - goAt < SEQUENCE_MS;
      goAt = key === 'g' ? timeStamp : Number.NEGATIVE_INFINITY;
      const place = isSecond ? PLACES[key] : undefined;
      const view = VIEWS[key];
      const step = { j: 1, k: -1 }[key];
      if (place) actions.go(place);
      else if (key === '/') actions.search();
      else if (key === '?') actions.help();
      else if (view) actions.change({ view });
      else if (step) moveFocus(step);
      else if (key === 'Escape') actions.clear();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [actions]);
}

const isTyping = (target: EventTarget | null): boolean =>
  // Escape closes a dialog over the page, also when what had the focus in it is gone.
  document.querySelector('.dialog[open]') !== null ||
  (target instanceof HTMLElement &&
    (target.isContentEditable ||
      ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) ||
      target.closest('dialog') !== null));

/**
 * Sends the arrow key to the list that has the focus, which may know rows that are not drawn. If it does nothing with
 * it, the link before or after gets the focus.
 */
function moveFocus(step: number): void {
  const focused = document.activeElement;
  const list = focused?.closest('[data-rbee-list]');
  if (!focused || !list) {
    firstEntry()?.focus();
    return;
  }
  const key = step > 0 ? 'ArrowDown' : 'ArrowUp';
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  if (!focused.dispatchEvent(event)) return;
  const links = [...list.querySelectorAll('a')];
  links[links.findIndex((it) => it.contains(focused)) + step]?.focus();
}

/** The entry of the first list that can have the focus: of a table a row, not what sorts it. */
function firstEntry(): HTMLElement | null {
  const list = document.querySelector<HTMLElement>('[data-rbee-list]');
  if (list?.tabIndex === 0) return list;
  return (
    list?.querySelector<HTMLElement>('a[tabindex="0"]') ?? list?.querySelector('a, [tabindex="0"]') ?? null
  );
}
