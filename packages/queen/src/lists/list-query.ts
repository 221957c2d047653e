import { LIMITS } from '@rbee/contract';
import { type Filter, readFilter } from '../filter.ts';
import type { Refusal } from '../problem.ts';
import { readCursor } from './cursor.ts';

/** What a reader asked of a list ([Q]). */
export interface ListQuery extends Filter {
  /** Only workers that are, or are not, available ([R2]); null for both. */
  readonly available: boolean | null;
  /** Only workers that could still take so much GPU memory, MiB ([R5]); null for all. */
  readonly freeVramMb: number | null;
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
  const available = raw['available'] === undefined ? null : readBoolean(raw['available']);
  if (available === undefined) return bad('available must be true or false.');
  const freeVramMb = raw['free_vram_mb'] === undefined ? null : readWhole(raw['free_vram_mb']);
  if (freeVramMb === undefined) return bad('free_vram_mb must be a whole number of MiB.');
  return { ok: true, query: { ...readFilter(raw), available, freeVramMb, limit, after } };
}

function readLimit(value: unknown): number | null {
  const limit = typeof value === 'string' && /^\d{1,4}$/.test(value) ? Number(value) : 0;
  return limit >= 1 && limit <= LIMITS.maxPageSize ? limit : null;
}

const readBoolean = (value: unknown): boolean | undefined =>
  value === 'true' || value === 'false' ? value === 'true' : undefined;

const readWhole = (value: unknown): number | undefined =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : undefined;

const bad = (detail: string): ParsedQuery => ({ ok: false, refusal: { code: 'bad_request', detail } });
