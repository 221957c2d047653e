import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { frameText, openSeries as open, pass, useFakeTime } from '../testing/index.ts';

useFakeTime();

const W1 = 'a/llm/1';
const one = { hive: 'a', group: 'llm', instance: '1' };
const fields = ['gpu_util_pct'];

/** What a hive reports in each second; `hidden`: the stream does not bring it. */
const moment = fc.record({
  truth: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 100 }) },
    { weight: 1, arbitrary: fc.constant('timeout') },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  reports: fc.integer({ min: 0, max: 9 }).map((it) => it > 0),
  hidden: fc.integer({ min: 0, max: 9 }).map((it) => it === 0),
});

test('whatever the stream leaves out and however late answers are, in the end every second is the truth', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(moment, { minLength: 30, maxLength: 60 }),
      fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 25 }),
      async (moments, latencies, watchFrom) => {
        vi.setSystemTime(1_000_000_000);
        let question = 0;
        const latencyMs = () => latencies[question++ % latencies.length] ?? 0;
        const { store, beat, second, series, send, samples } = open({ latencyMs });
        store.subscribe(() => {});
        await beat();
        await second({ [W1]: 5 });
        const watched = series.series({ of: one, fields, range: '2m', maxPoints: 120 });
        for (const [index, { truth, reports, hidden }] of moments.entries()) {
          if (index === watchFrom) watched.subscribe(() => {});
          await second(reports ? { [W1]: truth } : null, !hidden);
          if (hidden) {
            const lag = { type: 'lag', merged: 1, timestamp: new Date().toISOString() };
            await send(frameText(lag, `lag${index}`));
          }
        }
        for (let quiet = 0; quiet < 12; quiet += 1) await second({ [W1]: 1 });
        const { data } = watched.getState();
        const line = data?.series[0];
        const told = line?.mean.map((mean, index) => {
          const time = (data?.from ?? 0) + index * 1_000;
          const gap = line.gaps.find(({ from, to }) => from <= time && time < to);
          return [time / 1_000, mean ?? gap?.reason];
        });
        const begin = 1_000_000;
        const expected = Array.from({ length: moments.length + 13 }, (_, index) => {
          const sample = samples.get(begin + index);
          return [begin + index, sample ? (sample[W1] ?? 'not_present') : 'no_sample'];
        });
        expect(told?.filter(([second]) => Number(second) >= begin).slice(0, expected.length)).toEqual(
          expected,
        );
        store.close();
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);

const answerWith = (more: object) => () =>
  Promise.resolve({
    ...{ from: '2025-10-30T20:15:30Z', to: '2025-10-30T20:15:31Z', tier: '1s' as const, step_ms: 1_000 },
    ...{ points: 1, series: [], ...more },
  });

test.each([{ points: 4_000_000_000 }, { step_ms: 1 }, { from: '2025-10-30T20:15:30.5Z' }])(
  'an answer with %j is refused, and takes no memory',
  async (more) => {
    const { series, history, store, beat } = open();
    store.subscribe(() => {});
    await beat();
    history.answer(answerWith(more));
    const watched = series.series({ of: one, fields, range: '7d' });
    watched.subscribe(() => {});
    await pass(60);
    expect(watched.getState()).toMatchObject({ status: 'failed', data: null });
    expect(watched.getState().error).toMatch(/^The queen gave too many points, or /);
  },
);

test('a hive whose workers have other names in each sample does not fill the memory', async () => {
  const { store, beat, second, series } = open();
  store.subscribe(() => {});
  await beat();
  await second({ 'a/llm/first': 1 });
  const watched = series.series({ of: { hive: 'a', each: 'worker' }, fields, range: '2h', maxPoints: 7_200 });
  watched.subscribe(() => {});
  await pass(60);
  const names = (index: number) =>
    Object.fromEntries(Array.from({ length: 50 }, (_, worker) => [`a/llm/${index}-${worker}`, 1]));
  for (let index = 0; index < 4; index += 1) await second(names(index));
  expect(watched.getState().data?.series).toHaveLength(Math.floor(1_000_000 / 7_201));
});
