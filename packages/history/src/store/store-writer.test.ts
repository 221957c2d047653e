import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { unknownCell } from '../cells.ts';
import type { Layout } from '../second.ts';
import type { Ranked } from '../store-reader.ts';
import {
  AStore,
  aFolder,
  aLayout,
  aSecond,
  MemoryStore,
  plainPoints,
  plainSeconds,
} from '../testing/index.ts';

vi.setConfig({ testTimeout: 60_000 });

const START = Date.UTC(2026, 10, 28, 23, 40, 0);
const RANGE = { from: START - 86_400_000, to: START + 86_400_000 };
const HIVES = ['a', 'b'];
const layout = aLayout();

type ASecond = ReturnType<typeof aSecond>;
const cellsOf = ({ columns }: Layout, value: number) => columns.map((_, position) => value + position);
const sampleAt = (at: number, value: number) => aSecond(at, [[layout, at, cellsOf(layout, value)]]);

/** What each worker had, whatever it was put together of. */
function totalsOf(ranked: Iterable<Ranked>): Record<string, readonly number[]> {
  const totals: Record<string, number[]> = {};
  for (const { hive_id, group, instance, model, sum, max, count } of ranked) {
    const key = [hive_id, group, instance, model].join(' ');
    const [before = 0, most = max, seconds = 0] = totals[key] ?? [];
    totals[key] = [before + sum, Math.max(most, max), seconds + count];
  }
  return totals;
}

/** Hands the same seconds to a store with files and to one in memory, which is the truth. */
function setUp() {
  const folder = aFolder();
  const store = new AStore(folder.path, START);
  const truth = new MemoryStore();
  const append = (second: ASecond) => {
    truth.append(second);
    store.append(second);
  };
  const expectTruth = () => {
    const reader = store.read();
    expect(reader.hives(RANGE)).toEqual(truth.hives(RANGE));
    for (const range of [RANGE, { from: START + 120_000, to: START + 1_500_000 }]) {
      expect(totalsOf(reader.ranked('worker', 'cpu_pct', range))).toEqual(
        totalsOf(truth.ranked('worker', 'cpu_pct', range)),
      );
    }
    for (const hive of HIVES) {
      expect(plainSeconds(reader.seconds(hive, RANGE))).toEqual(plainSeconds(truth.seconds(hive, RANGE)));
      for (const tier of ['1m', '15m'] as const) {
        expect(plainPoints(reader.rolled(tier, hive, RANGE))).toEqual(
          plainPoints(truth.rolled(tier, hive, RANGE)),
        );
      }
    }
  };
  const end = () => {
    store.close();
    folder[Symbol.dispose]();
  };
  return { store, append, expectTruth, [Symbol.dispose]: end };
}

test('what was appended is read back in every tier, at once and when it is written', () => {
  using it = setUp();
  for (let second = 0; second < 1_000; second += 1) it.append(sampleAt(START + second * 1_000, second % 90));
  it.expectTruth();
  it.store.pass(1_800);
  it.expectTruth();
  it.store.restart();
  it.expectTruth();
  expect(it.store.writer.info()).toMatchObject({ state: 'recording', lost: 0, problems: [] });
});

test('what the queen left out is counted', () => {
  using it = setUp();
  it.append({ ...sampleAt(START, 1), lost: 7 });
  it.append(sampleAt(START + 1_000, 1));
  expect(it.store.writer.info().lost).toBe(7);
});

test('unknown, absent and zero are three things in every tier', () => {
  using it = setUp();
  for (let second = 0; second < 120; second += 1) {
    const at = START + second * 1_000;
    const cell = [0, Number.NaN, unknownCell('timeout'), unknownCell('permission')][Math.floor(second / 30)];
    it.append(aSecond(at, [[layout, at, layout.columns.map(() => cell ?? 0)]]));
  }
  it.store.pass(1_800);
  it.expectTruth();
});

/** What happens to a queen: samples, those of other times too, seconds without any, and ends of the process. */
const happenings = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ live: fc.subarray(HIVES), seconds: fc.nat(40) }),
    },
    { weight: 2, arbitrary: fc.record({ silence: fc.nat(300) }) },
    { weight: 2, arbitrary: fc.record({ late: fc.array(fc.nat(1_200), { minLength: 1, maxLength: 60 }) }) },
    { weight: 1, arbitrary: fc.record({ changed: fc.constantFrom(...HIVES) }) },
    { weight: 1, arbitrary: fc.constantFrom('restart', 'crash') },
  ),
  { maxLength: 25 },
);

/** Two hives whose samples and layouts change as it happens. */
class Hives {
  readonly #store: AStore;
  readonly #append: (second: ASecond) => void;
  readonly #layouts = new Map(HIVES.map((hive, index) => [hive, aLayout({ id: index, hive_id: hive })]));
  /** The layout of each sample: one that is repeated is the same. */
  readonly #sent = new Map<string, Layout>();

  constructor(store: AStore, append: (second: ASecond) => void) {
    this.#store = store;
    this.#append = append;
  }

  live(hives: readonly string[], seconds: number): void {
    for (let second = 0; second < seconds; second += 1) {
      const at = this.#store.now + 1_000;
      this.#hand(at, hives, [at]);
    }
  }

  /** Samples of seconds before the present one, in any order, some of them again. */
  late(back: readonly number[]): void {
    const at = this.#store.now + 1_000;
    this.#hand(
      at,
      HIVES,
      back.map((seconds) => at - seconds * 1_000),
    );
  }

  /** The worker of a hive is another process from here on. */
  change(hive: string): void {
    const { id, entities, ...rest } = this.#layouts.get(hive) ?? aLayout();
    const others = entities.map((it) => (it.kind === 'worker' ? { ...it, pid: it.pid + 1 } : it));
    this.#layouts.set(hive, { ...rest, id: id + HIVES.length, entities: others });
  }

  #hand(at: number, hives: readonly string[], times: readonly number[]): void {
    const given = hives.flatMap((hive) =>
      times.map((time) => {
        const its = this.#layoutAt(hive, time);
        return [its, time, cellsOf(its, (time / 1_000) % 700)] as const;
      }),
    );
    this.#append(aSecond(at, given));
  }

  #layoutAt(hive: string, time: number): Layout {
    const key = `${hive} ${time}`;
    const layout = this.#sent.get(key) ?? this.#layouts.get(hive) ?? aLayout();
    this.#sent.set(key, layout);
    return layout;
  }
}

test('late and repeated samples, gaps, restarts and crashes: equal to the truth in every tier', () => {
  fc.assert(
    fc.property(happenings, (all) => {
      using it = setUp();
      const hives = new Hives(it.store, it.append);
      for (const happening of all) {
        if (happening === 'restart') it.store.restart();
        else if (happening === 'crash') it.store.crash();
        else if (typeof happening === 'string') continue;
        else if ('live' in happening) hives.live(happening.live, happening.seconds);
        else if ('late' in happening) hives.late(happening.late);
        else if ('changed' in happening) hives.change(happening.changed);
        else it.store.pass(happening.silence);
      }
      it.expectTruth();
      it.store.pass(1_800);
      it.expectTruth();
    }),
    { numRuns: 15, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
  );
});

test('a clock that is set back an hour loses nothing, and the past stays as it was', () => {
  using it = setUp();
  for (let second = 0; second < 300; second += 1) it.append(sampleAt(START + second * 1_000, second));
  it.store.pass(3_600);
  const back = it.store.now - 3_600_000;
  for (let second = 0; second < 300; second += 1) it.append(sampleAt(back + second * 1_000, second));
  it.expectTruth();
  it.store.pass(1_800);
  it.expectTruth();
  expect(it.store.writer.info()).toMatchObject({ state: 'recording', lost: 0, problems: [] });
});
