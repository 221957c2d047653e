import type { HistoryEvent, StreamEvent } from '@rbee/queen-rbee-sdk';
import type { Locale } from '../locale/index.ts';
import type { ChartMark } from './plot.ts';

/** Marks of a chart: with more of them it could not be read. */
const MOST_MARKS = 80;

/** Types of the events of the stream that are marked. */
const LIVE_TYPES = ['started', 'gone', 'up', 'degraded', 'down'] as const;
const LIVE: ReadonlySet<string> = new Set(LIVE_TYPES);

/** An event of the stream that is marked. */
export type LiveEvent = Extract<StreamEvent, { type: (typeof LIVE_TYPES)[number] }>;

type MarkedEvent = HistoryEvent | LiveEvent;

const HIVE_EVENTS = { up: 'event.up', degraded: 'event.degraded', down: 'event.down' } as const;

/** What happened, as a few words; null for what a chart does not show. */
export function eventInWords(event: MarkedEvent, text: Locale['text']): string | null {
  switch (event.type) {
    case 'started':
    case 'gone':
      return text(`event.${event.type}`, { worker: nameIn(event) });
    case 'model_changed':
      return text('event.model_changed', { worker: nameIn(event), model: event.model ?? '–' });
    case 'engine_state':
      return text('event.engine_state', { worker: nameIn(event), state: event.state ?? '–' });
    case 'up':
    case 'degraded':
    case 'down':
      return text(HIVE_EVENTS[event.type]);
    default:
      return null;
  }
}

/** Group and instance, as they are in the id of the worker. */
const nameIn = ({ worker_id, hive_id }: { readonly worker_id: string; readonly hive_id: string }): string =>
  worker_id.slice(hive_id.length + 1);

/**
 * The marks of events, each once: an event of the stream is in the history too. None at all if there are too many of
 * them to tell them apart.
 */
export function marksOf(events: readonly MarkedEvent[], text: Locale['text']): readonly ChartMark[] {
  const marks = new Map<string, ChartMark>();
  for (const event of events) {
    const at = Date.parse(event.timestamp);
    const label = eventInWords(event, text);
    if (label !== null && !Number.isNaN(at)) marks.set(`${at} ${label}`, { at, label });
  }
  return marks.size > MOST_MARKS ? [] : [...marks.values()].sort((a, b) => a.at - b.at);
}

/** True for an event of the stream that is marked in the charts of that hive. */
export const isMarked = (event: StreamEvent, hiveId: string): event is LiveEvent =>
  LIVE.has(event.type) && 'hive_id' in event && event.hive_id === hiveId;
