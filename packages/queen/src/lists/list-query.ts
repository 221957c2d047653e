import { LIMITS } from '@rbee/contract';
import { type Filter, readFilter } from '../filter.ts';
import type { Refusal } from '../problem.ts';

/** The parsed query string of a list ([Q]). */
export interface ListQuery extends Filter {
  /** True: only available workers; false: only the others; null: both ([R2]). */
  readonly available: boolean | null;
  /** Only workers with at least this much free GPU memory, MiB ([R5]); null for all. */
  readonly freeVramMb: number | null;
  /** Only workers whose engine can take at least this many requests ([R5]); null for all. */
  readonly freeSlots: number | null;
  /** Only workers that have a model loaded, of those that the filter asks for ([W5]). */
  readonly loaded: boolean;
  /** Maximum number of items in a page. */
  readonly limit: number;
  /** The page begins after this id; null for the first page. */
  readonly after: string | null;
}

/** The query, or its refusal. */
export type ParsedQuery =
  | { readonly ok: true; readonly query: ListQuery }
  | { readonly ok: false; readonly refusal: Refusal };

/** Reads the parsed query string of a list; unknown parameters are ignored. */
export function parseListQuery(raw: Readonly<Record<string, unknown>>): ParsedQuery {
  const limit = raw['limit'] === undefined ? LIMITS.defaultPageSize : readWhole(raw['limit']);
  if (limit === undefined || limit < 1 || limit > LIMITS.maxPageSize) {
    return bad(`limit must be a whole number from 1 to ${LIMITS.maxPageSize}.`);
  }
  const after = raw['cursor'] === undefined ? null : readCursor(raw['cursor']);
  if (after === undefined) return bad('cursor must be the next_cursor of the previous page.');
  const available = raw['available'] === undefined ? null : readBoolean(raw['available']);
  if (available === undefined) return bad('available must be true or false.');
  const freeVramMb = raw['free_vram_mb'] === undefined ? null : readWhole(raw['free_vram_mb']);
  if (freeVramMb === undefined) return bad('free_vram_mb must be a whole number of MiB from 0 to 999999999.');
  const freeSlots = raw['free_slots'] === undefined ? null : readWhole(raw['free_slots']);
  if (freeSlots === undefined) return bad('free_slots must be a whole number from 0 to 999999999.');
  const loaded = raw['loaded'] === undefined ? false : readBoolean(raw['loaded']);
  if (loaded === undefined) return bad('loaded must be true or false.');
  return { ok: true, query: { ...readFilter(raw), available, freeVramMb, freeSlots, loaded, limit, after } };
}

const readBoolean = (value: unknown): boolean | undefined =>
  value === 'true' || value === 'false' ? value === 'true' : undefined;

const readWhole = (value: unknown): number | undefined =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : undefined;

const bad = (detail: string): ParsedQuery => ({ ok: false, refusal: { code: 'bad_request', detail } });

/** A cursor: the last id of a page, in base64url so that clients treat it as opaque. */
export const cursorOf = (lastId: string): string => Buffer.from(lastId).toString('base64url');

/** The id in a cursor; undefined if the value is not a cursor. */
export function readCursor(cursor: unknown): string | undefined {
  if (typeof cursor !== 'string' || cursor === '') return undefined;
  const id = Buffer.from(cursor, 'base64url').toString();
  return cursorOf(id) === cursor ? id : undefined;
}
