import MiniSearch, { type SearchResult } from 'minisearch';
import { SEARCH_OPTIONS } from '../search-options.ts';

/** Sections that are listed. */
const LISTED = 12;

const root = document.documentElement.dataset['root'] ?? './';
const input = document.querySelector<HTMLInputElement>('.search input');
const list = document.querySelector<HTMLUListElement>('#found');

/** The index, loaded once, when somebody is about to search. */
let index: Promise<MiniSearch> | undefined;

const loadIndex = (): Promise<MiniSearch> => {
  index ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = `${root}assets/search-index.js`;
    script.onload = () => resolve(MiniSearch.loadJSON(globalThis.rbeeSearchIndex ?? '', SEARCH_OPTIONS));
    script.onerror = () => reject(new Error('The index of the search could not be loaded.'));
    document.head.append(script);
  });
  return index;
};

declare global {
  /** The index as JSON; `search-index.js` sets it. */
  var rbeeSearchIndex: string | undefined;
}

function show(results: readonly SearchResult[], query: string): void {
  if (!list || !input) return;
  list.replaceChildren(...results.slice(0, LISTED).map(itemOf));
  if (query !== '' && results.length === 0) list.append(noteOf(`Nothing was found for "${query}".`));
  list.hidden = query === '';
  input.setAttribute('aria-expanded', String(!list.hidden));
  input.removeAttribute('aria-activedescendant');
}

function itemOf({ id, title, heading }: SearchResult, place: number): HTMLLIElement {
  const item = document.createElement('li');
  item.id = `found-${place}`;
  item.setAttribute('role', 'option');
  const link = document.createElement('a');
  link.href = `${root}${id}`;
  link.tabIndex = -1;
  link.textContent = heading;
  const page = document.createElement('small');
  page.textContent = heading === title ? '' : title;
  link.append(page);
  item.append(link);
  return item;
}

function noteOf(text: string): HTMLLIElement {
  const item = document.createElement('li');
  item.className = 'note';
  item.textContent = text;
  return item;
}

/** Marks the option that is so many places further, round the end. */
function move(by: number): void {
  const options = [...(list?.querySelectorAll('[role=option]') ?? [])];
  if (options.length === 0 || !input) return;
  const now = options.findIndex((it) => it.ariaSelected === 'true');
  const next = options[(now + by + options.length + (now < 0 && by < 0 ? 1 : 0)) % options.length];
  for (const option of options) option.setAttribute('aria-selected', String(option === next));
  next?.scrollIntoView({ block: 'nearest' });
  if (next) input.setAttribute('aria-activedescendant', next.id);
}

function open(): void {
  const chosen = list?.querySelector<HTMLAnchorElement>('[aria-selected=true] a') ?? list?.querySelector('a');
  if (chosen) location.assign(chosen.href);
}

const close = (): void => show([], '');

async function search(): Promise<void> {
  const query = input?.value.trim() ?? '';
  const found = await loadIndex();
  // Another letter may have been typed meanwhile.
  if (query !== (input?.value.trim() ?? '')) return;
  const boost = { title: 2, heading: 4 };
  show(
    query === '' ? [] : found.search(query, { prefix: true, fuzzy: 0.15, combineWith: 'AND', boost }),
    query,
  );
}

input?.addEventListener('focus', () => void loadIndex());
input?.addEventListener('input', () => void search());
input?.addEventListener('keydown', (event) => {
  if (event.key === 'ArrowDown') move(1);
  else if (event.key === 'ArrowUp') move(-1);
  else if (event.key === 'Enter') open();
  else if (event.key === 'Escape') close();
  else return;
  event.preventDefault();
});
document.addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  input?.focus();
});
document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Node) || !input?.parentElement?.contains(target)) close();
});
