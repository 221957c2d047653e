import type { HistorySeries, HistorySeriesItem } from '@rbee/contract';
import { aHeartbeat, aWorker } from '@rbee/contract/builders';
import { aFolder, FileHistory, MemoryHistory } from '@rbee/history/testing';
import { expect, onTestFinished, test } from 'vitest';
import { aQueen, manualClock } from './testing/index.ts';

/** 2025-10-30T20:15:00Z: the start of a quarter of an hour. */
const T0 = Date.UTC(2025, 9, 30, 20, 15);
const MINUTE_S = 60;
const QUARTER_S = 900;

const timeOf = (second: number): string => new Date(T0 + second * 1_000).toISOString();

/** What a hive sends in a second: `cpu_pct` of its worker is that of the second. */
const beatOf = (hive_id: string, second: number, more: object = {}) =>
  aHeartbeat({
    hive_id,
    timestamp: timeOf(second),
    workers: [aWorker({ cpu_pct: cpuOf(second) })],
    ...more,
  });

const cpuOf = (second: number): number => (second * 7) % 100;

/** A queen whose clock begins at `T0`, with a history in files or in memory. */
async function aQueenWithPast(kind: 'files' | 'memory' = 'files') {
  const clock = manualClock();
  clock.setWall(T0);
  const folder = aFolder();
  const history = kind === 'files' ? new FileHistory(folder.path, clock.now) : new MemoryHistory(clock.now);
  onTestFinished(() => folder[Symbol.dispose]());
  const queen = await aQueen({ manual: clock, history });
  const send = async (body: object): Promise<void> => {
    expect((await queen.post(body)).statusCode).toBe(200);
  };
  /** Sends what each of the functions gives for each second of a range, and lets the second pass. */
  const live = async (from: number, to: number, ...bodiesOf: ((second: number) => object | null)[]) => {
    for (let second = from; second < to; second += 1) {
      for (const body of bodiesOf.map((bodyOf) => bodyOf(second))) if (body) await send(body);
      queen.advance(1_000);
    }
  };
  const ask = async (query: string): Promise<HistorySeries> =>
    (await queen.get(`/v1/history/series?${query}`)) as HistorySeries;
  /** The worker's `cpu_pct` from `T0` on, up to a second, in points of so many seconds. */
  const cpu = async (hive: string, seconds: number, step: number) => {
    const points = Math.ceil(seconds / step);
    const range = `from=${timeOf(0)}&to=${timeOf(seconds)}&max_points=${points}`;
    return ask(`worker=${hive}/llm/8080&fields=cpu_pct&${range}`);
  };
  return { ...queen, history, send, live, ask, cpu };
}

const TIERS = [
  ['1s', 1],
  ['1m', MINUTE_S],
  ['15m', QUARTER_S],
] as const;

const itemOf = ({ series }: HistorySeries, worker: string): HistorySeriesItem | undefined =>
  series.find((item) => item.worker_id === worker);

test.each(['files', 'memory'] as const)(
  '[P2] unknown, absent, zero and a silent hive for 30 s each are four answers in every tier (%s)',
  async (kind) => {
    const { live, ask, advance } = await aQueenWithPast(kind);
    const isOdd = (second: number) => second >= 120 && second < 150;
    await live(
      0,
      QUARTER_S,
      (second) =>
        aHeartbeat({
          hive_id: 'a',
          timestamp: timeOf(second),
          workers: [
            aWorker({ instance: 'zero', vram_mb: isOdd(second) ? 0 : 100 }),
            aWorker({
              instance: 'unknown',
              vram_mb: isOdd(second) ? 0 : 100,
              ...(isOdd(second) && { unknown: { vram_mb: 'mig' as const } }),
            }),
            ...(isOdd(second) ? [] : [aWorker({ instance: 'absent', vram_mb: 100 })]),
          ],
        }),
      (second) =>
        isOdd(second)
          ? null
          : aHeartbeat({
              hive_id: 'b',
              timestamp: timeOf(second),
              workers: [aWorker({ instance: 'silent', vram_mb: 100 })],
            }),
    );
    const odd = { from: timeOf(120), to: timeOf(150) };
    // Asked while the newest minutes are in memory only, when the minutes are rolled up, and when the quarter is.
    for (const pause of [0, 3 * MINUTE_S, QUARTER_S]) {
      advance(pause * 1_000);
      for (const [tier, step] of TIERS) {
        const range = `from=${timeOf(0)}&to=${timeOf(QUARTER_S)}&max_points=${QUARTER_S / step}`;
        const a = await ask(`hive=a&each=worker&fields=vram_mb&${range}`);
        const b = await ask(`hive=b&each=worker&fields=vram_mb&${range}`);
        expect([a.points, b.points]).toEqual([QUARTER_S / step, QUARTER_S / step]);
        // Until the first quarter is rolled up, its points are made of minutes.
        if (step < QUARTER_S || pause === QUARTER_S) expect([a.tier, b.tier]).toEqual([tier, tier]);
        const [zero, unknown, absent, silent] = [
          itemOf(a, 'a/llm/zero'),
          itemOf(a, 'a/llm/unknown'),
          itemOf(a, 'a/llm/absent'),
          itemOf(b, 'b/llm/silent'),
        ];
        if (tier === '1s') {
          expect(zero).toMatchObject({ gaps: [] });
          expect(zero?.mean.slice(119, 151)).toEqual([100, ...Array(30).fill(0), 100]);
          for (const item of [unknown, absent, silent]) {
            expect(item?.mean.slice(119, 151)).toEqual([100, ...Array(30).fill(null), 100]);
          }
          expect(unknown?.gaps).toEqual([{ ...odd, reason: 'mig' }]);
          expect(absent?.gaps).toEqual([{ ...odd, reason: 'not_present' }]);
          expect(silent?.gaps).toEqual([{ ...odd, reason: 'no_sample' }]);
          continue;
        }
        const point = Math.floor(120 / step);
        const at = (item: HistorySeriesItem | undefined) => ({
          mean: item?.mean[point],
          min: item?.min?.[point],
          count: item?.count?.[point],
          unknown: item?.unknown?.[point],
        });
        const full = { mean: 100, min: 100, count: step - 30, unknown: 0 };
        expect(a.expected?.[point]).toBe(step);
        expect(at(zero)).toEqual({
          mean: Math.round((100 * (step - 30) * 100) / step) / 100,
          min: 0,
          count: step,
          unknown: 0,
        });
        expect(at(unknown)).toEqual({ ...full, unknown: 30 });
        expect(at(absent)).toEqual(full);
        expect(at(silent)).toEqual(full);
        expect(b.expected?.[point]).toBe(step);
      }
    }
  },
  60_000,
);

test('[P1] [H7] a hive whose clock is an hour off has the times of the queen, and the same past as one with a right clock', async () => {
  const { live, cpu } = await aQueenWithPast();
  const hourOff = (second: number) => ({
    ...beatOf('off', second),
    timestamp: timeOf(second + (second < 150 ? -3_600 : 3_600)),
    boot_id: second < 150 ? 'first' : 'second',
    seq: second,
  });
  const right = (second: number) => ({
    ...beatOf('right', second),
    boot_id: second < 150 ? 'first' : 'second',
    seq: second,
  });
  await live(0, 300, hourOff, right);
  for (const step of [1, MINUTE_S]) {
    const [off, truth] = [await cpu('off', 300, step), await cpu('right', 300, step)];
    expect(truth.series[0]?.mean.filter((value) => value !== null)).toHaveLength(300 / step);
    expect(off.series[0]).toEqual({ ...truth.series[0], hive_id: 'off', worker_id: 'off/llm/8080' });
  }
});

test('[P8] [L2] 20 minutes of backfill in random order, some of it twice, give the past of a hive that was never away', async () => {
  const { live, send, advance, cpu } = await aQueenWithPast();
  const [gone, back, end] = [5 * MINUTE_S, 25 * MINUTE_S, 30 * MINUTE_S];
  const steady = (second: number) => beatOf('steady', second);
  await live(0, gone, steady, (second) => beatOf('away', second));
  await live(gone, back, steady);
  const missed = Array.from({ length: back - gone }, (_, position) => gone + position);
  const twice = missed.filter((second) => second % 5 === 0);
  const sent = shuffled([...missed, ...twice]);
  await live(back, end, steady, (second) => beatOf('away', second));
  for (const second of sent.slice(0, 700)) await send(beatOf('away', second, { backfill: true }));
  advance(1_000);
  expect(await isEqual(cpu, gone)).toEqual([true, true, true]);
  for (const second of sent.slice(700)) await send(beatOf('away', second, { backfill: true }));
  advance(1_000);
  for (const pause of [0, 3 * MINUTE_S, QUARTER_S]) {
    advance(pause * 1_000);
    expect(await isEqual(cpu, end)).toEqual([true, true, true]);
  }
  const { series } = await cpu('away', end, 1);
  expect(series[0]?.mean).toEqual(Array.from({ length: end }, (_, second) => cpuOf(second)));
}, 60_000);

/** For each tier, if both hives have the same past from `T0` up to a second. */
async function isEqual(cpu: (hive: string, to: number, step: number) => Promise<HistorySeries>, to: number) {
  return Promise.all(
    TIERS.map(async ([, step]) => {
      const [steady, away] = [await cpu('steady', to, step), await cpu('away', to, step)];
      const plain = (it: HistorySeries) => JSON.stringify(it).replaceAll(/steady|away/g, '');
      return plain(steady) === plain(away);
    }),
  );
}

/** The same order in each run, by a linear congruential generator. */
function shuffled<T>(list: readonly T[]): T[] {
  let state = 1;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state;
  };
  return list
    .map((item) => [random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

test('[P8] a queen that is killed has everything up to the last second that it handed over', async () => {
  const { live, cpu, history } = await aQueenWithPast();
  await live(0, 200, (second) => beatOf('a', second));
  if (!(history instanceof FileHistory)) throw new Error('The history has no files.');
  history.store.crash();
  const { series } = await cpu('a', 200, 1);
  expect(series[0]?.mean).toEqual(Array.from({ length: 200 }, (_, second) => cpuOf(second)));
});

test('[P6] [P5] events and holders are those that the heartbeats told', async () => {
  const { live, get, send, advance } = await aQueenWithPast();
  await live(0, 5, (second) => beatOf('a', second));
  await send(beatOf('a', 5, { workers: [aWorker({ model: 'qwen3' })] }));
  advance(1_000);
  await send(beatOf('a', 6, { workers: [] }));
  advance(2_000);
  const { items } = (await get('/v1/history/events?hive=a')) as { items: { type: string }[] };
  expect(items.map(({ type }) => type)).toEqual(expect.arrayContaining(['up', 'model_changed', 'gone']));
});
