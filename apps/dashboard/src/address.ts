import { PAGE_ROUTES, spanOf } from '@rbee/queen-rbee-sdk';

/** A page of the dashboard and what it is about. */
export type Place =
  | { readonly page: 'fleet' | 'models' | 'problems' | 'signIn' | 'setup' | 'access' }
  | { readonly page: 'accessPart'; readonly part: string }
  | { readonly page: 'hive'; readonly hive_id: string }
  | { readonly page: 'worker'; readonly hive_id: string; readonly group: string; readonly instance: string }
  | { readonly page: 'model'; readonly name: string };

/** Name of a page. */
export type PageName = Place['page'];

/** The values of what has a fixed list of them, the usual one first. */
export const VIEW_CHOICES = {
  view: ['auto', 'machine', 'tiles', 'comb', 'table'],
  color: ['gpu', 'vram', 'cpu', 'tokens'],
  density: ['auto', 'compact', 'comfortable'],
  range: ['15m', '1h', '6h', '24h', '7d', '90d'],
} as const;

type Choices = {
  readonly [K in Exclude<keyof typeof VIEW_CHOICES, 'range'>]: (typeof VIEW_CHOICES)[K][number];
};

/** What a page can be told in its address. Values that a page does not know are left out of it. */
export interface View extends Choices {
  /** The filter. */
  readonly q: string;
  /** Column of the table; with `-` before it the largest first. */
  readonly sort: string;
  /** Columns of the table with commas; empty for the usual ones. */
  readonly cols: string;
  /** A range of the past: one of the list, or a part, from..to (`rangeOfSpan`). */
  readonly range: string;
  /** True without the bar, for a screen on a wall. */
  readonly kiosk: boolean;
}

const { view, color, density, range } = VIEW_CHOICES;

/** What is shown unless the address says otherwise. */
export const DEFAULT_VIEW: View = {
  ...{ q: '', sort: '', cols: '', kiosk: false },
  ...{ view: view[0], color: color[0], density: density[0], range: range[0] },
};

const TEXTS = ['q', 'sort', 'cols'] as const;
const MAX_TEXT_CHARS = 1_000;

/** What the query of an address says. */
export function viewOf(search: string): View {
  const query = new URLSearchParams(search);
  const texts = Object.fromEntries(
    TEXTS.map((name) => [name, (query.get(name) ?? '').slice(0, MAX_TEXT_CHARS)]),
  );
  const choices = Object.entries(VIEW_CHOICES).flatMap(([name, values]) => {
    const value = values.find((it) => it === query.get(name));
    return value === undefined ? [] : [[name, value]];
  });
  const range = query.get('range') ?? '';
  if (spanOf(range) !== null) choices.push(['range', range]);
  const kiosk = query.has('kiosk') && query.get('kiosk') !== 'false';
  return { ...DEFAULT_VIEW, ...texts, ...Object.fromEntries(choices), kiosk };
}

/** The query of an address that says it, with its question mark; empty for the usual view. */
export function searchOf(view: View): string {
  const query = new URLSearchParams();
  for (const name of [...TEXTS, 'view', 'color', 'density', 'range'] as const) {
    if (view[name] !== DEFAULT_VIEW[name]) query.set(name, view[name]);
  }
  const text = `${query}${view.kiosk ? `${query.size > 0 ? '&' : ''}kiosk` : ''}`;
  return text === '' ? '' : `?${text}`;
}

const PAGES = Object.keys(PAGE_ROUTES) as PageName[];

/**
 * What a path is about; null if the page has no such address. Names are decoded after the path is divided, since they can have slashes:
 * models do.
 */
export function placeOf(path: string): Place | null {
  if (path === '' || path === '/index.html') return { page: 'fleet' };
  const parts = path.split('/');
  for (const page of PAGES) {
    const pattern = PAGE_ROUTES[page].split('/');
    const values = parts.length === pattern.length ? valuesOf(parts, pattern) : null;
    if (values) return { page, ...values } as Place;
  }
  return null;
}

/** The values of the parts that are names; null if a part differs or cannot be decoded. */
function valuesOf(parts: readonly string[], pattern: readonly string[]): Record<string, string> | null {
  const values: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const part = parts[index] ?? '';
    if (!expected.startsWith(':')) {
      if (part !== expected) return null;
      continue;
    }
    const value = decoded(part);
    if (!value) return null;
    values[expected.slice(1)] = value;
  }
  return values;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** The path of a place below the queen's own. */
export const pathOf = (place: Place): string =>
  PAGE_ROUTES[place.page].replace(/:(\w+)/g, (_whole, name: string) =>
    encodeURIComponent((place as unknown as Readonly<Record<string, string>>)[name] ?? ''),
  );
