import { aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { workerChanges } from './registry-event.ts';

const restarted = (pid: number, started_at: string) => aWorker({ pid, started_at });

test('the same processes under the same names cause no events', () => {
  expect(workerChanges([aWorker()], [aWorker({ cpu_pct: 99 })])).toMatchObject({ gone: [], started: [] });
  expect(
    workerChanges([restarted(1, '2025-01-01T00:00:00Z')], [restarted(2, '2025-01-01T00:00:00Z')]),
  ).toMatchObject({ gone: [], started: [] });
});

test('a restart under the same name is a worker gone and a worker started', () => {
  const before = restarted(1, '2025-01-01T00:00:00Z');
  const after = restarted(2, '2025-01-02T00:00:00Z');
  expect(workerChanges([before], [after])).toMatchObject({ gone: [before], started: [after] });
});

test('applying the events to the earlier workers gives the later ones', () => {
  const workers = fc.uniqueArray(
    fc.record({
      group: fc.constantFrom('a', 'b', 'a/b'),
      instance: fc.constantFrom('1', '2', '3'),
      pid: fc.nat(3),
    }),
    { selector: ({ group, instance }) => `${group} ${instance}` },
  );
  const name = ({ group, instance, pid }: { group: string; instance: string; pid: number }) =>
    `${group} ${instance} ${pid}`;
  fc.assert(
    fc.property(workers, workers, (left, right) => {
      const [before, after] = [left, right].map((list) => list.map((it) => aWorker(it)));
      const { gone, started } = workerChanges(before ?? [], after ?? []);
      const names = new Set(left.map(name));
      for (const worker of gone) expect(names.delete(name(worker))).toBe(true);
      for (const worker of started) names.add(name(worker));
      expect([...names].sort()).toEqual(right.map(name).sort());
    }),
  );
});
