import { modelsOf, type ProcessStats } from '@rbee/contract';
import { aHeartbeat, aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleOf } from '../testing/index.ts';
import { FleetIndex } from './fleet-index.ts';

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
      const ids = [...truth.keys()].flatMap((id) => index.workersOf(id).map((it) => it.id));
      const isOnline = (id: string) => online.some(([it]) => id.startsWith(`${it}/`));
      expect(JSON.parse(index.lists().workerIds)).toEqual(ids.filter(isOnline).sort());
      expect(JSON.parse(index.lists().hiveIds)).toEqual(online.map(([id]) => id).sort());
      const walked = [...index.hivesAfter(null)].flatMap((id) => index.workersOf(id).map((it) => it.id));
      expect(walked).toEqual(ids.sort());
      const rest = [...index.hivesAfter(`${after}/llm/1`)]
        .flatMap((id) => index.workersOf(id))
        .map((it) => it.id);
      expect(rest.filter((id) => id > `${after}/llm/1`)).toEqual(ids.filter((id) => id > `${after}/llm/1`));
      const having = (test: (it: ProcessStats) => boolean) =>
        [...truth]
          .filter(([, it]) => it.workers.some(test))
          .map(([id]) => id)
          .sort();
      expect([...(index.candidates(new Set(['qwen']), new Set()) ?? [])].sort()).toEqual(
        having((it) => modelsOf(it).includes('qwen')),
      );
      const both = index.candidates(new Set(['qwen', 'llama']), new Set(['gpu']));
      for (const id of having((it) => modelsOf(it).length > 0 && it.group === 'gpu'))
        expect(both?.has(id)).toBe(true);
      expect(index.candidates(new Set(), new Set())).toBeNull();
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
