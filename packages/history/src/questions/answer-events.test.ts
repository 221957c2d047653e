import type { HistoryEvent } from '@rbee/contract';
import { expect, test } from 'vitest';
import type { EventsQuery } from '../queries.ts';
import { aSecond, MemoryStore } from '../testing/index.ts';
import { answerEvents, readCursor } from './answer-events.ts';

const T0 = Date.UTC(2025, 9, 30, 20);

const timeOf = (second: number): string => new Date(T0 + second * 1_000).toISOString();

const up = (hive_id: string, second: number): HistoryEvent => ({
  kind: 'hive',
  type: 'up',
  hive_id,
  timestamp: timeOf(second),
  last_update: timeOf(second),
});

const changed = (hive_id: string, instance: string, second: number): HistoryEvent => ({
  kind: 'worker',
  type: 'model_changed',
  hive_id,
  worker_id: `${hive_id}/llm/${instance}`,
  timestamp: timeOf(second),
  before: null,
  model: 'llama',
});

const EVENTS = [up('a', 0), up('b', 1), changed('a', '1', 2), changed('a', '2', 3), changed('b', '1', 4)];

function ask(query: Partial<EventsQuery> = {}) {
  const store = new MemoryStore();
  store.append(aSecond(T0, [], EVENTS));
  return answerEvents(store, { from: T0, to: T0 + 60_000, limit: 200, ...query });
}

test('[P6] events come in order of time, of all hives, of one, or of one worker', () => {
  expect(ask()).toEqual({ items: EVENTS, next_cursor: null });
  expect(ask({ hive_id: 'b' }).items).toEqual([EVENTS[1], EVENTS[4]]);
  expect(ask({ worker: { hive_id: 'a', group: 'llm', instance: '2' } }).items).toEqual([EVENTS[3]]);
  expect(ask({ from: T0 + 1_000, to: T0 + 3_000 }).items).toEqual([EVENTS[1], EVENTS[2]]);
});

test('[P6] the next page begins after the last event of the page before', () => {
  const seen: HistoryEvent[] = [];
  for (let after: number | undefined, page = 0; page < 3; page += 1) {
    const answer = ask({ limit: 2, ...(after !== undefined && { after }) });
    seen.push(...answer.items);
    after = answer.next_cursor === null ? undefined : readCursor(answer.next_cursor);
    expect(answer.next_cursor === null).toBe(page === 2);
  }
  expect(seen).toEqual(EVENTS);
});

test.each(['', 'x', 'MQ==', 'LTE', '1'])('[P6] %j is no cursor', (text) => {
  expect(readCursor(text)).toBeUndefined();
});
