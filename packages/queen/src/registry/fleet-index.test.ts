import { modelsOf, type ProcessStats } from '@rbee/contract';
import { aHeartbeat, aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Filter } from '../filter.ts';
import { sampleOf } from '../testing/index.ts';
import { FleetIndex } from './fleet-index.ts';
import type { HiveOrder } from './hive-order.ts';

const EVERYTHING: Filter = { hives: new Set(), groups: new Set(), models: new Set() };
const MODELS = ['llama', 'qwen', null];
const SEVERAL: ProcessStats['models'][] = [
  undefined,
  [{ name: 'qwen' }],
  [{ name: 'llama' }, { name: 'qwen', pid: 1 }],
];

test('the index has exactly the present hives and workers, in order, after any changes', () => {
  const hive = fc.constantFrom('a', 'a-b', 'a.b', 'b', 'a:');
  const worker = fc.record({
    group: fc.constantFrom('llm', 'gpu', 'a/b'),
    instance: fc.constantFrom('1', '2', '10'),
    model: fc.constantFrom(...MODELS),
    models: fc.constantFrom(...SEVERAL),
  });
  const workers = fc.uniqueArray(worker, { selector: (it) => `${it.group} ${it.instance}`, maxLength: 4 });
  const step = fc.oneof(
    fc.record({ kind: fc.constant('put' as const), hive, workers }),
    fc.record({ kind: fc.constantFrom('markDown' as const, 'delete' as const), hive }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), hive, (steps, after) => {
      const index = new FleetIndex();
      const truth = new Map<string, { online: boolean; workers: ReturnType<typeof aWorker>[] }>();
      for (const it of steps) {
        if (it.kind === 'put') {
          const given = it.workers.map(({ models, ...more }) => aWorker(models ? { ...more, models } : more));
          index.put(sampleOf(aHeartbeat({ hive_id: it.hive, workers: given })));
          truth.set(it.hive, { online: true, workers: given });
        } else {
          const known = truth.get(it.hive);
          index[it.kind](it.hive);
          if (it.kind === 'delete') truth.delete(it.hive);
          else if (known) known.online = false;
        }
      }
      const online = [...truth].filter(([, it]) => it.online);
      expect(index.hivesOnline).toBe(online.length);
      const ids = [...truth.keys()].flatMap((id) => index.workersOf(id).map((it) => it.id));
      const isOnline = (id: string) => online.some(([it]) => id.startsWith(`${it}/`));
      expect(JSON.parse(index.lists().workerIds)).toEqual(ids.filter(isOnline).sort());
      expect(JSON.parse(index.lists().hiveIds)).toEqual(online.map(([id]) => id).sort());
      const hives = (filter: Partial<Filter>, order: HiveOrder, from: string | null = null) => [
        ...index.hives({ ...EVERYTHING, ...filter }, order, from),
      ];
      expect(hives({}, 'hives')).toEqual([...truth.keys()].sort());
      expect(hives({}, 'hives', after)).toEqual([...truth.keys()].filter((id) => id > after).sort());
      const workersOf = (hiveIds: readonly string[]) =>
        hiveIds.flatMap((id) => index.workersOf(id).map((it) => it.id));
      expect(workersOf(hives({}, 'workers'))).toEqual(ids.sort());
      const rest = workersOf(hives({}, 'workers', `${after}/llm/1`));
      expect(rest.filter((id) => id > `${after}/llm/1`)).toEqual(ids.filter((id) => id > `${after}/llm/1`));
      const having = (test: (it: ProcessStats) => boolean) =>
        [...truth]
          .filter(([, it]) => it.workers.some(test))
          .map(([id]) => id)
          .sort();
      for (const order of ['hives', 'workers'] as const) {
        expect(hives({ models: new Set(['qwen']) }, order).sort()).toEqual(
          having((it) => modelsOf(it).includes('qwen')),
        );
        const models = new Set(['qwen', 'llama']);
        expect(hives({ models }, order)).toEqual(
          expect.arrayContaining(having((it) => modelsOf(it).length > 0)),
        );
        expect(hives({ models, groups: new Set(['gpu']) }, order)).toEqual(
          expect.arrayContaining(having((it) => modelsOf(it).length > 0 && it.group === 'gpu')),
        );
        expect(hives({ groups: new Set(['none']) }, order)).toEqual([]);
        expect(hives({ hives: new Set(['a', 'a-b']) }, order)).toEqual(
          order === 'hives' ? ['a', 'a-b'] : ['a-b', 'a'],
        );
      }
    }),
  );
});

test('[S3] the lists are encoded again only when an id was added or removed', () => {
  const index = new FleetIndex();
  const put = (more: object) => index.put(sampleOf(aHeartbeat({ hive_id: 'a', workers: [aWorker(more)] })));
  put({});
  const before = index.lists();
  put({ cpu_pct: 50 });
  expect(index.lists()).toBe(before);
  expect(index.workersOf('a')[0]?.worker.figure('cpu_pct')).toBe(50);
  put({ instance: '9' });
  expect(index.lists()).not.toBe(before);
});
