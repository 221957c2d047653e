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
import { itemsOf, type ListQuery, type PageQuery, queryText, type WorkersQuery } from './lists.ts';
import { createSend, jsonOf, type QueenClientOptions, QueenError, type RequestOptions } from './request.ts';

/** Requests to a queen without a stream (section Q). Every promise can be rejected with a `QueenError`. */
export interface QueenClient {
  /** One page of the known hives, sorted by id. */
  readonly hives: (query?: PageQuery, options?: RequestOptions) => Promise<HivePage>;
  /** Every known hive; pages are requested as they are needed. */
  readonly allHives: (
    query?: ListQuery,
    options?: RequestOptions,
  ) => AsyncGenerator<HiveView, void, undefined>;
  /** One hive; refused with `hive_not_found` when the queen does not know it. */
  readonly hive: (hiveId: string, options?: RequestOptions) => Promise<HiveView>;
  /** Makes the queen forget a hive ([R4]); refused with `hive_not_found` when it does not know it. */
  readonly deleteHive: (hiveId: string, options?: RequestOptions) => Promise<void>;
  /** One page of the workers of online hives, sorted by id. */
  readonly workers: (query?: WorkersQuery, options?: RequestOptions) => Promise<WorkerPage>;
  /** Every worker of online hives; pages are requested as they are needed. */
  readonly allWorkers: (
    query?: ListQuery,
    options?: RequestOptions,
  ) => AsyncGenerator<WorkerView, void, undefined>;
  /** The queen's address, version and features. */
  readonly info: (options?: RequestOptions) => Promise<QueenInfo>;
  /** Resolves when the queen's process answers. */
  readonly health: (options?: RequestOptions) => Promise<void>;
  /** True if the queen accepts heartbeats; false while it starts or stops. */
  readonly ready: (options?: RequestOptions) => Promise<boolean>;
}

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
export function createQueenClient(options: QueenClientOptions = {}): QueenClient {
  const send = createSend(options);
  const hives: QueenClient['hives'] = (query = {}, request) =>
    send({ path: ROUTES.hives + queryText(query), ...request }, readHives);
  const workers: QueenClient['workers'] = (query = {}, request) =>
    send({ path: ROUTES.workers + queryText(query), ...request }, readWorkers);
  return {
    hives,
    allHives: (query, request) => itemsOf((cursor) => hives({ ...query, cursor }, request)),
    hive: async (hiveId, request) => send({ path: hivePath(hiveId), ...request }, readHive),
    deleteHive: async (hiveId, request) =>
      send({ path: hivePath(hiveId), ...request, method: 'DELETE' }, readNothing),
    workers,
    allWorkers: (query, request) => itemsOf((cursor) => workers({ ...query, cursor }, request)),
    info: (request) => send({ path: ROUTES.info, ...request }, readInfo),
    health: (request) => send({ path: ROUTES.health, ...request }, readNothing),
    ready: (request) =>
      send({ path: ROUTES.ready, ...request }, readNothing).then(() => true, falseIfNotReady),
  };
}

/** The path of a hive. Throws for an id of dots only: URLs resolve it as a folder. */
function hivePath(hiveId: string): string {
  if (/^\.{0,2}$/.test(hiveId))
    throw new TypeError(`hiveId ${JSON.stringify(hiveId)} cannot be part of a URL.`);
  return ROUTES.hive.replace(':hive_id', encodeURIComponent(hiveId));
}

function falseIfNotReady(error: unknown): false {
  if (error instanceof QueenError && error.status === 503) return false;
  throw error;
}
