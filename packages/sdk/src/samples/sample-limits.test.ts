import { changesBetween, flatten, LIMITS } from '@rbee/contract';
import { aQueenHeartbeat, aTelemetry, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { frameText, openStore, useFakeTime } from '../testing/index.ts';

useFakeTime();

const BEAT = frameText(aQueenHeartbeat({ hive_ids: ['a', 'b', 'c'] }), '1');
const AT = '2025-10-30T20:15:31Z';
const whole = (hive_id: string, more = {}) => ({ ...aTelemetry({ hive_id }), ...more });
const ids = (store: ReturnType<typeof openStore>['store']) => store.getState().hives.map((it) => it.hive_id);

const stepText = (hive_id: string, step: number, more = {}) =>
  frameText({ ...whole(hive_id, more), step } as { type: string }, `${step}`, 'delta');
const changeText = (hive_id: string, step: number, before: object, after: object) => {
  const changes = changesBetween(flatten(whole(hive_id, before)), flatten(whole(hive_id, after)));
  return frameText({ type: 'delta', hive_id, step, changes } as { type: string }, `${step}`, 'delta');
};

test('hives beyond the limit are skipped and counted, whole or as changes, and the stream stays open', async () => {
  const { queen, send, store } = openStore({ maxHives: 2 });
  store.subscribe(() => {});
  await send(BEAT, stepText('a', 0), frameText(whole('b')), stepText('c', 0), frameText(whole('d')));
  await send(changeText('c', 1, { seq: 1 }, { seq: 2 }), stepText('a', 1));
  expect(ids(store)).toEqual(['a', 'b']);
  expect(store.getState().connection).toMatchObject({ state: 'live', skippedFrames: 3 });
  expect(queen.requests()).toBe(1);
});

test('[R4] a hive that is forgotten, or that a reset leaves out, gives its place up', async () => {
  const { send, store } = openStore({ maxHives: 1 });
  store.subscribe(() => {});
  await send(BEAT, frameText(whole('a')), frameText(whole('b')));
  expect(ids(store)).toEqual(['a']);
  await send(
    frameText({ type: 'forgotten', hive_id: 'a', timestamp: AT, last_update: AT } as { type: string }),
  );
  await send(frameText(whole('b')));
  expect(ids(store)).toEqual(['b']);
  await send(
    frameText({ type: 'reset', hive_ids: ['c'], timestamp: AT } as { type: string }),
    frameText(whole('c')),
  );
  expect(ids(store)).toEqual(['c']);
});

test('the samples of all hives together have a bounded text, also one that grows by changes', async () => {
  const { queen, send, store } = openStore({ maxSampleChars: 20_000 });
  store.subscribe(() => {});
  const [short, long] = [{ later: 'x' }, { later: 'x'.repeat(15_000) }];
  await send(BEAT, stepText('a', 0, short), frameText(whole('b', long)));
  expect(ids(store)).toEqual(['a', 'b']);
  await send(changeText('a', 1, short, long), changeText('a', 2, long, short));
  expect(store.getState().hives[0]).toMatchObject(short);
  expect(store.getState().connection).toMatchObject({ state: 'live', skippedFrames: 2 });
  await send(frameText(whole('b', short)), stepText('a', 3, long));
  expect(store.getState().hives[0]).toMatchObject(long);
  expect(queen.requests()).toBe(1);
});

test('[H1] a sample with more workers than a heartbeat can have is skipped', async () => {
  const { send, store } = openStore();
  store.subscribe(() => {});
  const workers = Array.from({ length: LIMITS.maxWorkers + 1 }, (_, pid) =>
    aWorker({ pid, instance: `${pid}` }),
  );
  await send(BEAT, frameText(whole('a', { workers })), frameText(whole('b', { workers: workers.slice(1) })));
  expect(ids(store)).toEqual(['b']);
  expect(store.getState().connection.skippedFrames).toBe(1);
});
