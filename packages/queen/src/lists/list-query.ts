import { LIMITS } from '@rbee/contract';
import type { Refusal } from '../problem/index.ts';
import { readCursor } from './cursor.ts';

/** What a reader asked of a list ([Q]). An empty filter lets everything pass. */
export interface ListQuery {
  readonly hives: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  readonly models: ReadonlySet<string>;
  /** Items a page. */
  readonly limit: number;
  /** Id after which the page begins; null for the first page. */
  readonly after: string | null;
}

/** A query that was understood, or why it is refused. */
export type ParsedQuery =
  | { readonly ok: true; readonly query: ListQuery }
  | { readonly ok: false; readonly refusal: Refusal };

/** Reads a list's query string, already split into names and values; names that it does not know are ignored. */
export function parseListQuery(raw: Readonly<Record<string, unknown>>): ParsedQuery {
  const limit = raw['limit'] === undefined ? LIMITS.defaultPageSize : readLimit(raw['limit']);
  if (limit === null) return bad(`limit must be a whole number from 1 to ${LIMITS.maxPageSize}.`);
  const after = raw['cursor'] === undefined ? null : readCursor(raw['cursor']);
  if (after === undefined) return bad('cursor must be the next_cursor of the page before.');
  const values = (name: string): ReadonlySet<string> =>
    new Set([raw[name] ?? []].flat().filter((value) => typeof value === 'string'));
  return {
    ok: true,
    query: { hives: values('hive'), groups: values('group'), models: values('model'), limit, after },
  };
}

function readLimit(value: unknown): number | null {
  const limit = typeof value === 'string' && /^\d{1,4}$/.test(value) ? Number(value) : 0;
  return limit >= 1 && limit <= LIMITS.maxPageSize ? limit : null;
}

const bad = (detail: string): ParsedQuery => ({ ok: false, refusal: { code: 'bad_request', detail } });
