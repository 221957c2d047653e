import { aHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { Registry } from '../registry/index.ts';
import { manualClock, sampleOf } from '../testing/index.ts';
import { momentOf } from '../time.ts';
import { hivePage, workerPage } from './fleet-lists.ts';
import { parseListQuery } from './list-query.ts';

const HIVES = 500;
const idOf = (n: number): string => `hive-${String(n).padStart(4, '0')}`;

/** Every hive has two idle workers with the model `common`; every hundredth also has a busy one with the model `rare`. */
function aFleet() {
  const clock = manualClock();
  const registry = new Registry({ forgetAfterMs: 60_000, maxHives: HIVES });
  for (let n = HIVES - 1; n >= 0; n -= 1) {
    const common = ['1', '2'].map((instance) => aWorker({ instance, model: 'common', gpu_util_pct: 0 }));
    const rare = n % 100 === 0 ? [aWorker({ instance: '3', model: 'rare', group: 'few' })] : [];
    const workers = [...common, ...rare];
    registry.ingest(sampleOf(aHeartbeat({ hive_id: idOf(n), workers, node: aNode() })), momentOf(clock));
  }
  const looked: string[] = [];
  const fleet = {
    index: registry.index,
    find: (id: string) => {
      looked.push(id);
      return registry.find(id, clock.monotonic());
    },
  };
  return {
    registry,
    clock,
    /** The ids on a page, and the number of hives that were looked at for it. */
    read: (of: typeof hivePage, raw: Record<string, unknown>) => {
      const parsed = parseListQuery(raw);
      if (!parsed.ok) throw new Error(parsed.refusal.detail);
      looked.length = 0;
      const page = JSON.parse([...{ [Symbol.iterator]: () => of(fleet, parsed.query) }].join('')) as {
        items: { worker_id?: string; hive_id: string }[];
        next_cursor: string | null;
      };
      const ids = page.items.map((it) => it.worker_id ?? it.hive_id);
      return { ids, cursor: page.next_cursor, looked: looked.length };
    },
  };
}

test('[Q] a page of hives costs what it shows, wherever it is and with any filter', () => {
  const { read } = aFleet();
  const first = read(hivePage, { limit: '3' });
  expect([first.ids, first.looked]).toEqual([[idOf(0), idOf(1), idOf(2)], 4]);
  const later = read(hivePage, { limit: '3', cursor: Buffer.from(idOf(490)).toString('base64url') });
  expect([later.ids, later.looked]).toEqual([[idOf(491), idOf(492), idOf(493)], 4]);
  expect(read(hivePage, { limit: '2', model: 'rare' }).looked).toBe(3);
  expect(read(hivePage, { model: 'rare', group: 'llm' })).toMatchObject({ ids: [], looked: 5 });
  expect(read(hivePage, { group: 'few', model: ['common', 'rare'] }).looked).toBe(5);
  expect(read(hivePage, { model: 'none' }).looked).toBe(0);
  expect(read(hivePage, { hive: [idOf(7), 'unknown'] })).toMatchObject({ ids: [idOf(7)], looked: 2 });
});

test('[Q] a page of workers costs what it shows, wherever it is and with any filter', () => {
  const { read } = aFleet();
  const first = read(workerPage, { limit: '3' });
  expect(first.ids).toEqual([`${idOf(0)}/few/3`, `${idOf(0)}/llm/1`, `${idOf(0)}/llm/2`]);
  expect(first.looked).toBe(2);
  const second = read(workerPage, { limit: '3', cursor: first.cursor });
  expect([second.ids, second.looked]).toEqual([
    [`${idOf(1)}/llm/1`, `${idOf(1)}/llm/2`, `${idOf(2)}/llm/1`],
    3,
  ]);
  const rare = read(workerPage, { limit: '2', model: 'rare' });
  expect([rare.ids, rare.looked]).toEqual([[`${idOf(0)}/few/3`, `${idOf(100)}/few/3`], 3]);
  expect(read(workerPage, { model: 'rare', available: 'true' })).toMatchObject({ ids: [], looked: 5 });
  expect(read(workerPage, { model: 'none', available: 'true', free_vram_mb: '1' }).looked).toBe(0);
});

test.each([{ loaded: 'true' }, { free_vram_mb: '999999' }])(
  '[Q] the search for workers of a large hive can pause at each of them: %o',
  (raw) => {
    const { registry, clock } = aFleet();
    const models = [{ name: 'a', state: 'unloaded' as const }];
    const workers = Array.from({ length: 100 }, (_, n) => aWorker({ instance: `${n}`, model: 'a', models }));
    registry.forget(idOf(0), momentOf(clock));
    registry.ingest(sampleOf(aHeartbeat({ hive_id: 'large', workers })), momentOf(clock));
    const find = (id: string) => registry.find(id, clock.monotonic());
    const parsed = parseListQuery({ hive: 'large', ...raw });
    const page = parsed.ok && workerPage({ index: registry.index, find }, parsed.query);
    const pieces = [...{ [Symbol.iterator]: () => page as Iterator<string, undefined> }];
    expect(pieces.join('')).toBe('{"items":[],"next_cursor":null}');
    expect(pieces.length).toBeGreaterThan(workers.length);
  },
);

test('[Q] a cursor stays valid when hives come and go between two pages', () => {
  const { read, registry, clock } = aFleet();
  const { cursor } = read(hivePage, { limit: '3' });
  registry.forget(idOf(1), momentOf(clock));
  registry.forget(idOf(2), momentOf(clock));
  registry.forget(idOf(3), momentOf(clock));
  expect(read(hivePage, { limit: '2', cursor }).ids).toEqual([idOf(4), idOf(5)]);
});

test('[Q] all pages together are the whole list, with and without a filter', () => {
  const { read } = aFleet();
  for (const of of [hivePage, workerPage]) {
    for (const filter of [
      {},
      { model: ['rare', 'common'] },
      { group: 'few' },
      { hive: [idOf(9), idOf(3)] },
    ]) {
      const whole = read(of, { ...filter, limit: '1000' }).ids;
      const parts: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page = read(of, { ...filter, limit: '70', ...(cursor && { cursor }) });
        parts.push(...page.ids);
        cursor = page.cursor;
      } while (cursor);
      expect(parts.slice(0, 1000)).toEqual(whole);
      expect(parts).toEqual([...new Set(parts)].sort());
    }
  }
});
