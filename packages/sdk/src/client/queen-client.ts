import {
  createCheck,
  type HivePage,
  HivePageSchema,
  type HiveView,
  HiveViewSchema,
  type QueenInfo,
  QueenInfoSchema,
  ROUTES,
  type WorkerPage,
  WorkerPageSchema,
  type WorkerView,
} from '@rbee/contract';
import { itemsOf } from './pages.ts';
import { QueenError } from './queen-error.ts';
import { type ListQuery, type PageQuery, queryText, type WorkersQuery } from './query.ts';
import { createAsk, jsonOf, type QueenClientOptions, type RequestOptions } from './request.ts';

/** What a queen can be asked without a stream (section Q). Every promise may be rejected with a `QueenError`. */
export interface QueenClient {
  /** One page of the known hives, sorted by id. */
  readonly hives: (query?: PageQuery, options?: RequestOptions) => Promise<HivePage>;
  /** Every known hive, page after page. */
  readonly allHives: (
    query?: ListQuery,
    options?: RequestOptions,
  ) => AsyncGenerator<HiveView, void, undefined>;
  /** One hive; refused with `hive_not_found` when the queen does not know it. */
  readonly hive: (hiveId: string, options?: RequestOptions) => Promise<HiveView>;
  /** Makes the queen forget a hive ([R4]); refused with `hive_not_found` when she does not know it. */
  readonly deleteHive: (hiveId: string, options?: RequestOptions) => Promise<void>;
  /** One page of the workers of online hives, sorted by id. */
  readonly workers: (query?: WorkersQuery, options?: RequestOptions) => Promise<WorkerPage>;
  /** Every worker of online hives, page after page. */
  readonly allWorkers: (
    query?: ListQuery,
    options?: RequestOptions,
  ) => AsyncGenerator<WorkerView, void, undefined>;
  /** Who this queen is. */
  readonly info: (options?: RequestOptions) => Promise<QueenInfo>;
  /** Resolves when the queen's process answers. */
  readonly health: (options?: RequestOptions) => Promise<void>;
  /** Whether heartbeats are taken in; false while the queen starts or stops. */
  readonly ready: (options?: RequestOptions) => Promise<boolean>;
}

const readHives = jsonOf(createCheck(HivePageSchema));
const readHive = jsonOf(createCheck(HiveViewSchema));
const readWorkers = jsonOf(createCheck(WorkerPageSchema));
const readInfo = jsonOf(createCheck(QueenInfoSchema));
/** Reads the answer to its end, so that its connection can be used again. */
const readNothing = async (response: Response): Promise<void> => {
  await response.arrayBuffer();
};

/**
 * A client for a queen's lists. It holds nothing and starts nothing.
 *
 * @throws TypeError or RangeError, one sentence that names the option, when an option cannot be used.
 */
export function createQueenClient(options: QueenClientOptions = {}): QueenClient {
  const ask = createAsk(options);
  const hives: QueenClient['hives'] = (query = {}, request) =>
    ask({ path: ROUTES.hives + queryText(query), ...request }, readHives);
  const workers: QueenClient['workers'] = (query = {}, request) =>
    ask({ path: ROUTES.workers + queryText(query), ...request }, readWorkers);
  return {
    hives,
    allHives: (query, request) => itemsOf((cursor) => hives({ ...query, cursor }, request)),
    hive: async (hiveId, request) => ask({ path: hivePath(hiveId), ...request }, readHive),
    deleteHive: async (hiveId, request) =>
      ask({ path: hivePath(hiveId), ...request, method: 'DELETE' }, readNothing),
    workers,
    allWorkers: (query, request) => itemsOf((cursor) => workers({ ...query, cursor }, request)),
    info: (request) => ask({ path: ROUTES.info, ...request }, readInfo),
    health: (request) => ask({ path: ROUTES.health, ...request }, readNothing),
    ready: (request) =>
      ask({ path: ROUTES.ready, ...request }, readNothing).then(() => true, falseIfNotReady),
  };
}

/** A hive's own path. Throws for an id that no path can name: dots alone mean a folder in every URL. */
function hivePath(hiveId: string): string {
  if (/^\.{0,2}$/.test(hiveId))
    throw new TypeError(`hiveId ${JSON.stringify(hiveId)} cannot stand in an address.`);
  return ROUTES.hive.replace(':hive_id', encodeURIComponent(hiveId));
}

function falseIfNotReady(error: unknown): false {
  if (error instanceof QueenError && error.status === 503) return false;
  throw error;
}
