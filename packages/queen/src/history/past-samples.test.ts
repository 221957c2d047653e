import { aHeartbeat, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aRecordingQueen, type KeptSample } from '../testing/index.ts';

const START = Date.UTC(2025, 9, 30, 20, 15, 30);
const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString();
const second = ({ time }: KeptSample) => Math.floor((time - START) / 1_000);
const pids = ({ layout }: KeptSample) =>
  layout.entities.flatMap((it) => (it.kind === 'worker' ? it.pid : []));

test('[P8] [L2] [H6] backfill and late heartbeats go to the history with their own time, and change nothing of the present', async () => {
  const { send, get, history, metric } = await aRecordingQueen();
  await send(aHeartbeat({ timestamp: at(0) }));
  for (const n of [-3, -1, -2]) await send(aHeartbeat({ timestamp: at(n), backfill: true }));
  await send(aHeartbeat({ timestamp: at(4) }));
  const before = await get('/v1/hives/hive-gpu-1');
  await send(aHeartbeat({ timestamp: at(2) }));
  expect(await get('/v1/hives/hive-gpu-1')).toEqual({ ...before, health: expect.anything() });
  expect(history.samples.map(second)).toEqual([0, -3, -1, -2, 4, 2]);
  expect(await metric('rbee_heartbeats_total{result="backfill"}')).toBe(3);
});

test('[L2] a backfill of another set of workers and live samples do not take turns in changing the layout', async () => {
  const { post, advance, history } = await aRecordingQueen();
  const beat = (n: number, pid: number, backfill: boolean) =>
    post(aHeartbeat({ timestamp: at(n), workers: [aWorker({ pid })], ...(backfill && { backfill }) }));
  for (let n = 0; n < 20; n += 1) {
    await beat(n, 2, false);
    await beat(n - 100, 1, true);
    advance(1_000);
  }
  expect(history.seconds.flatMap(({ layouts }) => layouts)).toHaveLength(2);
  expect(history.samples.filter((it) => second(it) < 0).map(pids)).toEqual(Array(20).fill([1]));
  expect(history.samples.filter((it) => second(it) >= 0).map(pids)).toEqual(Array(20).fill([2]));
  for (let n = 20; n < 100; n += 1) {
    await beat(n, 2, false);
    advance(1_000);
  }
  expect(history.openLayouts).toBe(1);
});

test('[L2] a backfill of a hive that the queen does not know is counted, and nothing of it is kept', async () => {
  const { send, history } = await aRecordingQueen();
  await send(aHeartbeat({ timestamp: at(-10), backfill: true }));
  expect([history.samples, history.lost]).toEqual([[], 1]);
});

test('[P1] [H7] what a run with a wrong clock sends later has the times of the queen, also if another run reports by now', async () => {
  const { send, history } = await aRecordingQueen();
  const HOUR = 3_600;
  const early = (n: number, more: object = {}) =>
    aHeartbeat({ boot_id: 'first', seq: n + 100, timestamp: at(n + HOUR), ...more });
  const later = (n: number, more: object = {}) =>
    aHeartbeat({ boot_id: 'second', seq: n + 100, timestamp: at(n + 2 * HOUR), ...more });
  await send(early(0), early(1), later(2), later(3));
  await send(early(-5, { backfill: true }), later(-4, { backfill: true }));
  expect(history.samples.map(second)).toEqual([0, 1, 2, 3, -5, -4]);
});

test('[H6] [H7] a hive that restarts with its clock set back seems late, but its samples have the time of their receipt', async () => {
  const { send, history } = await aRecordingQueen();
  const HOUR = 3_600;
  const wrong = (n: number) => aHeartbeat({ boot_id: 'first', seq: n, timestamp: at(n + HOUR) });
  const right = (n: number) => aHeartbeat({ boot_id: 'second', seq: n, timestamp: at(n) });
  await send(wrong(0), wrong(1), right(2), right(3));
  expect(history.samples.map(second)).toEqual([0, 1, 2, 3]);
});

test('[P1] the times follow the clock of the queen when it is set', async () => {
  const { send, clock, history } = await aRecordingQueen();
  await send(aHeartbeat({ timestamp: at(0) }), aHeartbeat({ timestamp: at(1) }));
  clock.setWall(START - 600_000);
  await send(aHeartbeat({ timestamp: at(2) }));
  expect(history.samples.map(second)).toEqual([0, 1, -600]);
});
