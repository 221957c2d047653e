import type { HistoryEvent } from '@rbee/contract';
import { expect, test, vi } from 'vitest';
import { AStore, aFolder } from '../testing/index.ts';

vi.setConfig({ testTimeout: 60_000 });

const START = Date.UTC(2026, 10, 28, 12, 0, 0);
const DAY_MS = 86_400_000;
const ALL = { from: START - DAY_MS, to: START + 60 * DAY_MS };

const started = (at: number, instance: string, hive_id = 'a'): HistoryEvent => ({
  kind: 'worker',
  type: 'started',
  worker_id: `${hive_id}/llm/${instance}`,
  hive_id,
  group: 'llm',
  instance,
  pid: 10,
  model: null,
  timestamp: new Date(at).toISOString(),
});

function setUp() {
  const folder = aFolder();
  const store = new AStore(folder.path, START);
  const append = (at: number, ...events: readonly HistoryEvent[]) =>
    store.append({ at, layouts: [], ended: [], samples: new Float64Array(), events });
  const end = () => {
    store.close();
    folder[Symbol.dispose]();
  };
  return { store, append, [Symbol.dispose]: end };
}

test('events come in the order of their time and in pages, over several files', () => {
  using it = setUp();
  const times = [0, 1, 1, 40 * DAY_MS].map((after) => START + after);
  times.forEach((at, index) => {
    it.append(at, started(at, String(index)));
  });
  const { reader } = it.store;
  const page = (after?: number) => [
    ...reader.events(ALL, { limit: 3, ...(after !== undefined && { after }) }),
  ];
  const first = page();
  const second = page(first.at(-1)?.number);
  expect([...first, ...second].map(({ event }) => 'instance' in event && event.instance)).toEqual([
    '0',
    '1',
    '2',
    '3',
  ]);
  expect(second).toHaveLength(1);
});

test('events of one hive or one worker are found, up to the limit', () => {
  using it = setUp();
  const events = Array.from({ length: 30 }, (_, index) =>
    started(START, String(index % 3), index < 15 ? 'a' : 'b'),
  );
  it.append(START, ...new Map(events.map((event) => [JSON.stringify(event), event])).values());
  const { reader } = it.store;
  expect([...reader.events(ALL, { limit: 100 })]).toHaveLength(6);
  expect([...reader.events(ALL, { limit: 2, hiveId: 'b' })].map(({ event }) => event.hive_id)).toEqual([
    'b',
    'b',
  ]);
  const worker = { group: 'llm', instance: '2' };
  expect([...reader.events(ALL, { limit: 9, hiveId: 'a', worker })]).toHaveLength(1);
});

test('more events of one millisecond than it has numbers are all kept, in a crash none twice', () => {
  using it = setUp();
  const events = Array.from({ length: 2_500 }, (_, index) => started(START, String(index)));
  it.append(START, ...events);
  it.append(START + 1_000, started(START + 1_000, 'later'));
  it.store.crash();
  const found = [...it.store.reader.events(ALL, { limit: 10_000 })];
  expect(found).toHaveLength(2_501);
  const later = found.at(-1)?.event;
  expect(later !== undefined && 'instance' in later && later.instance).toBe('later');
});
