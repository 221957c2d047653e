import { expect, test, vi } from 'vitest';
import { openSeries as open, pass, refusalOf, settle, useFakeTime } from '../testing/index.ts';
import { rangeOfSpan, spanOf } from './series-query.ts';

useFakeTime();

const W1 = 'a/llm/1';
const W2 = 'a/llm/2';
const one = { hive: 'a', group: 'llm', instance: '1' };
const fields = ['gpu_util_pct'];

test('the past goes on with the samples of the stream, with one request and without a hole', async () => {
  const { store, beat, second, series, history } = open();
  store.subscribe(() => {});
  await beat();
  for (const value of [1, 2, 3]) await second({ [W1]: value });
  const watched = series.series({ of: one, fields, range: '1m', maxPoints: 60 });
  expect(watched.getState()).toMatchObject({ status: 'loading', data: null });
  watched.subscribe(() => {});
  await pass(60);
  for (const value of [4, 5]) await second({ [W1]: value });
  const { status, data } = watched.getState();
  expect(status).toBe('ready');
  expect(data?.series[0]).toMatchObject({ hive_id: 'a', worker_id: W1, field: 'gpu_util_pct' });
  expect(data?.series[0]?.mean.filter((it) => it !== null)).toEqual([1, 2, 3, 4, 5]);
  expect(data).toMatchObject({ to: 5_000, stepMs: 1_000, isMerged: false });
  expect(history.asked).toHaveLength(1);
});

test('absent, unknown, zero and a silent hive are four things, in the past as in the stream', async () => {
  const { store, beat, second, series } = open();
  store.subscribe(() => {});
  await beat();
  const all = { [W1]: 0, [W2]: 7 };
  const story = [all, { ...all, [W1]: 'timeout' }, { [W2]: 7 }, null, all];
  for (const figures of story) await second(figures);
  const watched = series.series({ of: one, fields, range: '1m', maxPoints: 60 });
  watched.subscribe(() => {});
  await pass(60);
  for (const figures of story) await second(figures);
  const line = watched.getState().data?.series[0];
  expect(line?.mean.slice(-10)).toEqual([0, null, null, null, 0, 0, null, null, null, 0]);
  const told = line?.gaps.filter(({ from }) => from >= 0).map(({ from, to, reason }) => [from, to, reason]);
  expect(told).toEqual([
    [1_000, 2_000, 'timeout'],
    [2_000, 3_000, 'not_present'],
    [3_000, 4_000, 'no_sample'],
    [6_000, 7_000, 'timeout'],
    [7_000, 8_000, 'not_present'],
    [8_000, 9_000, 'no_sample'],
  ]);
});

test('the rows of a hive that are mounted together are one request; a single worker is asked for alone', async () => {
  const { store, beat, second, series, history } = open();
  store.subscribe(() => {});
  await beat();
  await second({ [W1]: 1, [W2]: 2 });
  const query = (instance: string) => ({ of: { ...one, instance }, fields, range: '1m' });
  const leaves = ['1', '2', '1'].map((instance) => series.series(query(instance)).subscribe(() => {}));
  await pass(60);
  expect(history.asked).toMatchObject([{ hive: 'a', each: 'worker', from: '-1m' }]);
  const lines = ['1', '2'].map((it) => series.series(query(it)).getState().data?.series);
  expect(lines.map((it) => it?.map(({ worker_id }) => worker_id))).toEqual([[W1], [W2]]);
  for (const leave of leaves) leave();
  await pass(1_000);
  series.series(query('1')).subscribe(() => {});
  await pass(60);
  expect(history.asked.slice(1)).toMatchObject([{ worker: W1 }]);
});

test('a subscriber that leaves and comes back at once, as in strict mode, causes one request', async () => {
  const { series, history, store, beat } = open();
  store.subscribe(() => {});
  await beat();
  for (const of of [one, { hive: 'a' }]) {
    const watched = series.series({ of, fields, range: '1m' });
    watched.subscribe(() => {})();
    watched.subscribe(() => {});
  }
  await pass(60);
  expect(history.asked).toHaveLength(2);
});

test('without subscribers the request is cancelled, the stream is left and nothing is kept', async () => {
  const { series, history, queen } = open({ latencyMs: () => 5_000 });
  const leave = series.series({ of: { hive: 'a' }, fields, range: '1m' }).subscribe(() => {});
  await settle();
  leave();
  await pass(1_000);
  expect(history.signals[0]?.aborted).toBe(true);
  await pass(1_000);
  expect(queen.last().signal.aborted).toBe(true);
  await pass(5_000);
  expect(vi.getTimerCount()).toBe(0);
  expect(series.series({ of: { hive: 'a' }, fields, range: '1m' }).getState().data).toBeNull();
});

test('after an outage of the stream the part that is missing is asked for, and only that', async () => {
  const { store, beat, second, series, history } = open();
  store.subscribe(() => {});
  await beat();
  for (let value = 1; value <= 40; value += 1) await second({ [W1]: value });
  const watched = series.series({ of: one, fields, range: '1m', maxPoints: 60 });
  watched.subscribe(() => {});
  await pass(60);
  for (let value = 41; value <= 50; value += 1) await second({ [W1]: value }, value < 44 || value === 50);
  await second({ [W1]: 51 });
  await second({ [W1]: 52 });
  await second({ [W1]: 53 });
  expect(history.asked).toHaveLength(2);
  expect(history.asked[1]?.from).toBe('1970-01-01T00:00:42.000Z');
  const values = watched.getState().data?.series[0]?.mean.filter((it) => it !== null);
  expect(values).toEqual(Array.from({ length: 53 }, (_, index) => index + 1));
});

test('of merged points the values of the past and of the stream are counted once', async () => {
  const { store, beat, second, series } = open();
  store.subscribe(() => {});
  await beat();
  for (let value = 0; value < 57; value += 1) await second({ [W1]: value });
  const watched = series.series({ of: one, fields, range: '2m', maxPoints: 12 });
  watched.subscribe(() => {});
  await pass(60);
  for (let value = 57; value < 65; value += 1) await second({ [W1]: value });
  const { data } = watched.getState();
  expect(data).toMatchObject({ stepMs: 10_000, isMerged: true });
  const line = data?.series[0];
  expect(line?.mean.slice(-7)).toEqual([4.5, 14.5, 24.5, 34.5, 44.5, 54.5, 62]);
  expect(line?.min.slice(-2)).toEqual([50, 60]);
  expect(line?.max.slice(-2)).toEqual([59, 64]);
});

test('the range moves with the clock of the queen, and never holds more points', async () => {
  const { store, beat, second, series } = open();
  store.subscribe(() => {});
  await beat();
  await second({ [W1]: 1 });
  const watched = series.series({ of: { hive: 'a', each: 'worker' }, fields, range: '10s' });
  watched.subscribe(() => {});
  await pass(60);
  for (let value = 2; value <= 30; value += 1) await second({ [W1]: value });
  expect(watched.getState().data?.series[0]?.mean).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
  await pass(20_000);
  await beat();
  expect(watched.getState().data).toMatchObject({ from: 38_000, to: 49_000, series: [] });
});

test('a worker that has ended is shown as long as the range has values of it, and then no more', async () => {
  const { store, beat, second, series } = open();
  store.subscribe(() => {});
  await beat();
  await second({ [W1]: 1, [W2]: 'timeout' });
  const watched = series.series({ of: { hive: 'a', each: 'worker' }, fields, range: '10s' });
  watched.subscribe(() => {});
  await pass(60);
  const shown = () => watched.getState().data?.series.map(({ worker_id }) => worker_id);
  for (let value = 0; value < 5; value += 1) await second({ 'a/llm/3': value });
  expect(shown()).toEqual([W1, W2, 'a/llm/3']);
  for (let value = 0; value < 10; value += 1) await second({ 'a/llm/3': value });
  expect(shown()).toEqual(['a/llm/3']);
});

test("after the queen's clock was set back everything is asked again, and samples go on", async () => {
  const { store, beat, second, series, history } = open();
  vi.setSystemTime(7_200_000);
  store.subscribe(() => {});
  await beat();
  await second({ [W1]: 1 });
  const watched = series.series({ of: one, fields, range: '1m', maxPoints: 60 });
  watched.subscribe(() => {});
  await pass(60);
  await second({ [W1]: 2 });
  vi.setSystemTime(3_600_000);
  for (const value of [3, 4, 5]) await second({ [W1]: value });
  const { data } = watched.getState();
  expect(data?.to).toBe(3_603_000);
  expect(data?.series[0]?.mean.filter((it) => it !== null)).toEqual([3, 4, 5]);
  expect(history.asked.length).toBeLessThanOrEqual(3);
});

test('a queen without history says off; a failure is tried again and the data stays', async () => {
  const { store, beat, second, series, history } = open();
  store.subscribe(() => {});
  await beat();
  await second({ [W1]: 1 });
  history.answer(() => Promise.reject(refusalOf(503, 'history_unavailable')));
  const watched = series.series({ of: one, fields, range: '1m' });
  watched.subscribe(() => {});
  await pass(60);
  expect(watched.getState()).toEqual({ status: 'failed', error: 'No.', data: null });
  history.answer(null);
  await pass(5_100);
  expect(watched.getState()).toMatchObject({ status: 'ready', error: null });
  history.answer(() => Promise.reject(refusalOf(404, 'history_off')));
  const other = series.series({ of: one, fields, range: '2m' });
  other.subscribe(() => {});
  await pass(60);
  expect(other.getState().status).toBe('off');
  await pass(600_000);
  expect(history.asked).toHaveLength(3);
});

test('a query that cannot be used throws a sentence that names the part', () => {
  const { series } = open();
  expect(() => series.series({ of: one, fields: [], range: '1m' })).toThrow(/^fields must be /);
  expect(() => series.series({ of: one, fields, range: 'hour' })).toThrow(/^range must be .*"hour"/);
  expect(() => series.series({ of: one, fields, range: '1h', maxPoints: 0 })).toThrow(/^maxPoints must be /);
});

test('a part of the past is asked for once, from its first second to its last, and the stream adds nothing', async () => {
  const { store, beat, second, series, history } = open();
  store.subscribe(() => {});
  await beat();
  for (const value of [1, 2, 3, 4, 5, 6]) await second({ [W1]: value });
  const range = rangeOfSpan({ from: 1_200, to: 3_900 });
  expect([range, spanOf(range)]).toEqual(['19700101T000001Z..19700101T000004Z', { from: 1_000, to: 4_000 }]);
  const watched = series.series({ of: one, fields, range, maxPoints: 60 });
  const leave = watched.subscribe(() => {});
  await pass(60);
  expect(history.asked).toMatchObject([
    { from: '1970-01-01T00:00:01.000Z', to: '1970-01-01T00:00:04.000Z', maxPoints: 60 },
  ]);
  const before = watched.getState();
  expect(before.status).toBe('ready');
  expect(before.data?.series[0]?.mean.slice(0, 3)).toEqual([2, 3, 4]);
  for (const value of [7, 8]) await second({ [W1]: value });
  expect(watched.getState()).toBe(before);
  leave();
});

test('a part whose end the queen does not have yet is asked for again', async () => {
  const { store, beat, second, series, history } = open();
  store.subscribe(() => {});
  await beat();
  for (const value of [1, 2, 3]) await second({ [W1]: value });
  const range = rangeOfSpan({ from: 1_000, to: 8_000 });
  const leave = series.series({ of: one, fields, range }).subscribe(() => {});
  await pass(60);
  expect(history.asked).toHaveLength(1);
  await pass(5_060);
  expect(history.asked).toHaveLength(2);
  leave();
  await pass(60_000);
  expect(history.asked.length).toBeLessThanOrEqual(3);
});

test('a part of the past that could not be had is asked for again when the stream is back', async () => {
  const { series, history } = open();
  history.answer(() => Promise.reject(new Error('broken')));
  const watched = series.series({ of: one, fields, range: '20260101T000000Z..20260101T000100Z' });
  const leave = watched.subscribe(() => {});
  await pass(60);
  expect(watched.getState()).toMatchObject({ status: 'failed', error: 'broken', data: null });
  leave();
});

test.each(['', '15m..', 'x..y', '20260101T000100Z..20260101T000000Z', 'a..b..c'])(
  '%s is no span',
  (range) => {
    expect(spanOf(range)).toBeNull();
  },
);
