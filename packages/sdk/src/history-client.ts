import {
  createCheck,
  createHistorySeriesCheck,
  type HistoryEventsAnswer,
  HistoryEventsAnswerSchema,
  type HistoryHolders,
  HistoryHoldersSchema,
  type HistoryInfo,
  HistoryInfoSchema,
  type HistorySeries,
  type HistoryTop,
  HistoryTopSchema,
  ROUTES,
} from '@rbee/contract';
import { everyItem } from './every-item.ts';
import {
  EVENTS,
  type EventsQuery,
  HOLDERS,
  type HoldersQuery,
  historyQueryText,
  SERIES,
  type SeriesQuery,
  TOP,
  type TopQuery,
} from './history-query.ts';
import { type createSend, jsonOf, type RequestOptions } from './request.ts';

const readSeries = jsonOf(createHistorySeriesCheck());
const readTop = jsonOf(createCheck(HistoryTopSchema));
const readHolders = jsonOf(createCheck(HistoryHoldersSchema));
const readEvents = jsonOf(createCheck(HistoryEventsAnswerSchema));
const readInfo = jsonOf(createCheck(HistoryInfoSchema));

/** Questions about the past (section P), sent with `send`. */
export function historyCalls(send: ReturnType<typeof createSend>) {
  const events = async (
    query: EventsQuery = {},
    request: RequestOptions = {},
  ): Promise<HistoryEventsAnswer> =>
    send({ path: ROUTES.historyEvents + historyQueryText(query, EVENTS), ...request }, readEvents);
  return {
    /** Figures over time. */
    series: async (query: SeriesQuery, request: RequestOptions = {}): Promise<HistorySeries> =>
      send({ path: ROUTES.historySeries + historyQueryText(query, SERIES), ...request }, readSeries),
    /** What used most. */
    top: async (query: TopQuery, request: RequestOptions = {}): Promise<HistoryTop> =>
      send({ path: ROUTES.historyTop + historyQueryText(query, TOP), ...request }, readTop),
    /** Who held the memory of a GPU; refused with `gpu_not_found` when it was not reported then. */
    holders: async (query: HoldersQuery, request: RequestOptions = {}): Promise<HistoryHolders> =>
      send({ path: ROUTES.historyHolders + historyQueryText(query, HOLDERS), ...request }, readHolders),
    /** One page of what happened, in order of time. */
    events,
    /** Everything that happened; pages are requested as they are needed. */
    allEvents: (query: Omit<EventsQuery, 'cursor'> = {}, request: RequestOptions = {}) =>
      everyItem((cursor) => events({ ...query, cursor }, request)),
    /** What is kept, and what is wrong. */
    info: async (request: RequestOptions = {}): Promise<HistoryInfo> =>
      send({ path: ROUTES.history, ...request }, readInfo),
  };
}
