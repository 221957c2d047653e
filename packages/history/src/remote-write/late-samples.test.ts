import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Backlog } from './backlog.ts';
import { aLayoutOf, aTarget, cells, NOON, RemoteFleet, second, seconds } from './testing/index.ts';

const CPU = 'rbee_worker_cpu_ratio{group="llm",hive_id="a",instance="8080"}';
const cpuAt = (time: number) => cells(100 * (Math.floor(second(time)) + 1), 7);

const values = (fleet: RemoteFleet) => seconds(fleet, CPU).filter(([, value]) => value !== 'stale');

/** A hive that reports until 100 s after noon, is cut off for 200 s, and then sends what it has kept. */
async function cutOff(
  fleet: RemoteFleet,
  timesOf: (all: readonly number[]) => readonly number[],
): Promise<void> {
  fleet.report(aLayoutOf('a', 1), cpuAt);
  await fleet.pass(100);
  fleet.silence('a');
  await fleet.pass(200);
  fleet.report(aLayoutOf('a', 2), cpuAt);
  await fleet.pass(20);
  const missed = Array.from({ length: 200 }, (_, n) => NOON + (100 + n) * 1_000 + 400);
  fleet.backfill('a', timesOf(missed), cpuAt);
  await fleet.pass(250);
}

test('[P9] what a hive sends afterwards follows in requests of its own, in order', async () => {
  const fleet = new RemoteFleet(aTarget());
  fleet.receiver.takesOld = true;
  fleet.report(aLayoutOf('b', 9), () => cells(100));
  await cutOff(fleet, (all) => all.toReversed().flatMap((it) => [it, it]));
  const times = values(fleet).map(([time]) => time);
  expect(times).toEqual(Array.from({ length: 36 }, (_, n) => 30 + 15 * n));
  // The interval in which the hive was cut off was sent with the samples that it had then, and is not sent again.
  expect(values(fleet).map(([time, value]) => (value as number) - time + 7)).toEqual(
    times.map((time) => (time === 105 ? -2.5 : 0)),
  );
  expect(fleet.state).toMatchObject({ dropped: 0 });
  const late = fleet.receiver.requests.filter(({ series }) =>
    series.some(({ samples }) => (samples[0]?.[0] ?? 0) < NOON + 300_000),
  );
  const lateHives = late.at(-1)?.series.flatMap(({ labels }) => labels.find(([it]) => it === 'hive_id')?.[1]);
  expect(new Set(lateHives)).toEqual(new Set(['a']));
});

test('[P9] raw samples that come late are sent, each once', async () => {
  const fleet = new RemoteFleet(aTarget({ series: 'raw', intervalMs: 5_000 }));
  fleet.receiver.takesOld = true;
  await cutOff(fleet, (all) => all);
  expect(values(fleet).map(([time]) => time)).toEqual(Array.from({ length: 560 }, (_, n) => n + 5));
  expect(fleet.state).toMatchObject({ dropped: 0 });
});

test('[P9] a receiver that takes nothing old refuses late samples, and the present goes on', async () => {
  const fleet = new RemoteFleet(aTarget());
  await cutOff(fleet, (all) => all);
  expect(values(fleet).map(([time]) => time)).toEqual([
    ...[30, 45, 60, 75, 90, 105],
    ...Array.from({ length: 17 }, (_, n) => 315 + 15 * n),
  ]);
  expect(fleet.state?.dropped).toBeGreaterThan(0);
  expect(fleet.state?.lag_ms).toBeLessThan(20_000);
});

test('[P9] late samples that were not sent yet are sent after a restart', async () => {
  const fleet = new RemoteFleet(aTarget());
  fleet.receiver.takesOld = true;
  fleet.report(aLayoutOf('a', 1), cpuAt);
  await fleet.pass(60);
  fleet.silence('a');
  await fleet.pass(60);
  fleet.report(aLayoutOf('a', 2), cpuAt);
  await fleet.pass(60);
  fleet.backfill('a', [NOON + 80_000, NOON + 81_000], cpuAt);
  await fleet.pass(5);
  await fleet.stop();
  fleet.restart(1);
  await fleet.pass(140);
  expect(values(fleet)).toContainEqual([90, 81.5]);
});

test('a backlog gives back every time that was added, once and in order, and stays small', () => {
  const range = fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 40 }));
  const given = fc.array(fc.tuple(fc.constantFrom('a', 'b', null), range), { maxLength: 40 });
  fc.assert(
    fc.property(given, (all) => {
      const backlog = new Backlog();
      for (const [hiveId, [from, length]] of all) backlog.add({ hiveId, from, to: from + length }, 0);
      expect([...backlog.all()].length).toBeLessThanOrEqual(3 * 8);
      const taken = { a: [] as number[], b: [] as number[], null: [] as number[] };
      for (let next = backlog.take(100, 50, () => 60); next; next = backlog.take(100, 50, () => 60)) {
        expect(next.to - next.from).toBeLessThanOrEqual(60);
        for (let at = next.from; at < next.to; at += 1) taken[`${next.hiveId}` as 'a'].push(at);
      }
      for (const times of Object.values(taken)) {
        expect(times).toEqual([...new Set(times)].sort((x, y) => x - y));
      }
      for (const [hiveId, [from, length]] of all) {
        for (let at = from; at < from + length; at += 1) expect(taken[`${hiveId}` as 'a']).toContain(at);
      }
    }),
    { numRuns: 50 },
  );
});

test('a backlog waits until nothing was added for a while', () => {
  const backlog = new Backlog();
  backlog.add({ hiveId: 'a', from: 0, to: 10 }, 1_000);
  expect(backlog.take(1_500, 1_000, () => 60)).toBeUndefined();
  backlog.add({ hiveId: 'a', from: 10, to: 20 }, 1_900);
  expect(backlog.take(2_100, 1_000, () => 60)).toBeUndefined();
  expect(backlog.take(2_900, 1_000, () => 60)).toEqual({ hiveId: 'a', from: 0, to: 20 });
});
