import {
  createCheck,
  type HivePage,
  HivePageSchema,
  HiveViewSchema,
  QueenInfoSchema,
  ROUTES,
  type WorkerPage,
  WorkerPageSchema,
} from '@rbee/contract';
import { accessClient } from './access-client.ts';
import { everyItem } from './every-item.ts';
import { historyCalls } from './history-client.ts';
import { queryText } from './list-query.ts';
import { check } from './option-checks.ts';
import type { QueenClientOptions } from './options.ts';
import { createSend, jsonOf, QueenError, type RequestOptions } from './request.ts';

/**
 * Filters of a list ([S9], [Q]): several values of one field mean any of them, so an empty list of values finds
 * nothing; all fields must match.
 */
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
  /** Only workers whose engine can take at least this many requests. */
  readonly free_slots?: number | undefined;
  /** True: only workers that have one of the models loaded; a model whose state is not known counts as loaded. */
  readonly loaded?: boolean | undefined;
}

/** Requests to a queen without a stream (sections Q, P and A). Every promise can be rejected with a `QueenError`. */
export type QueenClient = Readonly<ReturnType<typeof createQueenClient>>;

const readHives = jsonOf(createCheck(HivePageSchema));
const readHive = jsonOf(createCheck(HiveViewSchema));
const readWorkers = jsonOf(createCheck(WorkerPageSchema));
const readInfo = jsonOf(createCheck(QueenInfoSchema));
const readNothing = (): void => {};

/**
 * A client for the queen's lists, for the past and for access control. It keeps no state and no connection.
 *
 * @throws TypeError or RangeError, one sentence that names the option, when an option cannot be used.
 */
export function createQueenClient(options: QueenClientOptions = {}) {
  const send = createSend(options);
  const hives = async (query: PageQuery = {}, request: RequestOptions = {}): Promise<HivePage> => {
    const text = queryText(query);
    return text === null ? NO_ITEMS : send({ path: ROUTES.hives + text, ...request }, readHives);
  };
  const workers = async (query: WorkersQuery = {}, request: RequestOptions = {}): Promise<WorkerPage> => {
    const text = queryText(query);
    return text === null ? NO_ITEMS : send({ path: ROUTES.workers + text, ...request }, readWorkers);
  };
  return {
    /** One page of the known hives, sorted by id. */
    hives,
    /** Every known hive; pages are requested as they are needed. */
    allHives: (query: ListQuery = {}, request: RequestOptions = {}) =>
      everyItem((cursor) => hives({ ...query, cursor }, request)),
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
      everyItem((cursor) => workers({ ...query, cursor }, request)),
    /** Questions about the past; refused with `history_off` when the queen keeps no history. */
    history: historyCalls(send),
    /** Accounts, sessions, tokens and invites (section A); refused with `access_off` by a queen without access control. */
    access: accessClient(send),
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
  check(typeof hiveId === 'string', 'hiveId', 'the id of a hive', hiveId);
  if (/^\.{0,2}$/.test(hiveId)) {
    throw new TypeError(`hiveId ${JSON.stringify(hiveId)} cannot be part of a URL.`);
  }
  return ROUTES.hive.replace(':hive_id', encodeURIComponent(hiveId));
}

/** A page of any list that has nothing. */
const NO_ITEMS = { items: [], next_cursor: null };
