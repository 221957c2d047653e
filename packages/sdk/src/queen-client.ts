import {
  createCheck,
  HivePageSchema,
  HiveViewSchema,
  QueenInfoSchema,
  ROUTES,
  WorkerPageSchema,
} from '@rbee/contract';
import type { QueenClientOptions } from './options.ts';
import { createSend, jsonOf, QueenError, type RequestOptions } from './request.ts';

/** Filters of a list ([S9], [Q]): several values of one field mean any of them; all fields must match. */
export interface ListQuery {
  readonly hive?: string | readonly string[] | undefined;
  readonly group?: string | readonly string[] | undefined;
  readonly model?: string | readonly string[] | undefined;
  /** Items of a page; the queen's default is 100 and its maximum 1000. */
  readonly limit?: number | undefined;
}

/** One page of a list ([Q]). */
export interface PageQuery extends ListQuery {
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** Finds workers that can serve a request ([R5]). */
export interface WorkersQuery extends PageQuery {
  /** True: only available workers ([R2]); false: only those that are not. */
  readonly available?: boolean | undefined;
  /** Only workers that have at least this much free GPU memory, MiB. */
  readonly free_vram_mb?: number | undefined;
}

/** Requests to a queen without a stream (section Q). Every promise can be rejected with a `QueenError`. */
export type QueenClient = Readonly<ReturnType<typeof createQueenClient>>;

const readHives = jsonOf(createCheck(HivePageSchema));
const readHive = jsonOf(createCheck(HiveViewSchema));
const readWorkers = jsonOf(createCheck(WorkerPageSchema));
const readInfo = jsonOf(createCheck(QueenInfoSchema));
/** Reads the body to its end, so that the connection can be used again. */
const readNothing = async (response: Response): Promise<void> => {
  await response.arrayBuffer();
};

/**
 * A client for the queen's lists. It keeps no state and no connection.
 *
 * @throws TypeError or RangeError, one sentence that names the option, when an option cannot be used.
 */
export function createQueenClient(options: QueenClientOptions = {}) {
  const send = createSend(options);
  const hives = (query: PageQuery = {}, request: RequestOptions = {}) =>
    send({ path: ROUTES.hives + queryText(query), ...request }, readHives);
  const workers = (query: WorkersQuery = {}, request: RequestOptions = {}) =>
    send({ path: ROUTES.workers + queryText(query), ...request }, readWorkers);
  return {
    /** One page of the known hives, sorted by id. */
    hives,
    /** Every known hive; pages are requested as they are needed. */
    allHives: (query: ListQuery = {}, request: RequestOptions = {}) =>
      itemsOf((cursor) => hives({ ...query, cursor }, request)),
    /** One hive; refused with `hive_not_found` when the queen does not know it. */
    hive: async (hiveId: string, request: RequestOptions = {}) =>
      send({ path: hivePath(hiveId), ...request }, readHive),
    /** Makes the queen forget a hive ([R4]); refused with `hive_not_found` when it does not know it. */
    deleteHive: async (hiveId: string, request: RequestOptions = {}) =>
      send({ path: hivePath(hiveId), ...request, method: 'DELETE' }, readNothing),
    /** One page of the workers of online hives, sorted by id. */
    workers,
    /** Every worker of online hives; pages are requested as they are needed. */
    allWorkers: (query: ListQuery = {}, request: RequestOptions = {}) =>
      itemsOf((cursor) => workers({ ...query, cursor }, request)),
    /** The queen's address, version and features. */
    info: (request: RequestOptions = {}) => send({ path: ROUTES.info, ...request }, readInfo),
    /** Resolves when the queen's process answers. */
    health: (request: RequestOptions = {}) => send({ path: ROUTES.health, ...request }, readNothing),
    /** True if the queen accepts heartbeats; false while it starts or stops. */
    ready: (request: RequestOptions = {}): Promise<boolean> =>
      send({ path: ROUTES.ready, ...request }, readNothing).then(
        () => true,
        (error: unknown) => {
          if (error instanceof QueenError && error.status === 503) return false;
          throw error;
        },
      ),
  };
}

/** The path of a hive. Throws for an id of dots only: URLs resolve it as a folder. */
function hivePath(hiveId: string): string {
  if (/^\.{0,2}$/.test(hiveId)) {
    throw new TypeError(`hiveId ${JSON.stringify(hiveId)} cannot be part of a URL.`);
  }
  return ROUTES.hive.replace(':hive_id', encodeURIComponent(hiveId));
}

/** The query string with its question mark; empty for an empty query. */
function queryText(query: WorkersQuery): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

/** Every item of every page; a page is requested when its first item is needed. */
async function* itemsOf<Item>(
  pageAt: (cursor: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let cursor: string | undefined;
  for (;;) {
    const page: Page<Item> = await pageAt(cursor);
    yield* page.items;
    if (page.next_cursor === null) return;
    if (page.next_cursor === cursor) {
      const message = `The queen answered with the cursor ${cursor} again, so its list would never end.`;
      throw new QueenError(message, { kind: 'unexpected' });
    }
    cursor = page.next_cursor;
  }
}
