import { aNode, anEngine, aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HiveState } from '../../state.ts';
import { type FleetHive, fleetHive } from '../fleet-hive.ts';
import { PROBLEM_LIMITS, PROBLEM_RULES, ProblemTracker } from './index.ts';

const START = Date.parse('2025-10-30T20:00:00Z');
const MINUTE = 60_000;

const aHive = (more: Partial<HiveState> = {}, isConnected = true): FleetHive =>
  fleetHive(
    { hive_id: 'gpu-1', last_update: '2025-10-30T20:00:00Z', health: 'healthy', workers: [], ...more },
    isConnected,
  );
const withWorker = (more: Parameters<typeof aWorker>[0], id = 'gpu-1') =>
  aHive({ hive_id: id, workers: [aWorker(more)] });
const withEngine = (more: Parameters<typeof anEngine>[0], of: Parameters<typeof aWorker>[0] = {}) =>
  withWorker({ ...of, engine: anEngine(more) });

/** A fleet whose seconds a test gives one after the other. */
function aFleet() {
  let now = START;
  const tracker = new ProblemTracker(() => now);
  const look = (...hives: FleetHive[]) => tracker.update(hives);
  return {
    look,
    /** The same for some seconds, a sample in each; gives the problems of the last. */
    last: (seconds: number, hiveOf: (second: number) => FleetHive) => {
      let problems = tracker.update([hiveOf(0)]);
      for (let second = 1; second <= seconds; second += 1) {
        now += 1_000;
        problems = tracker.update([hiveOf(second)]);
      }
      return problems;
    },
    pass: (ms: number) => {
      now += ms;
    },
    now: () => now,
    kinds: (problems: ReturnType<typeof look>) => problems.map(({ kind }) => kind),
  };
}

const well = () => withEngine({});
const full = () => withEngine({ kv_cache_pct: 96 });

test('a problem begins when its signs have lasted, and says when they began', () => {
  const { last, kinds, now } = aFleet();
  last(30, well);
  expect(kinds(last(9, full))).toEqual([]);
  const began = now() - 9_000;
  expect(last(1, full)).toMatchObject([{ kind: 'context', since: began, isSinceExact: true }]);
});

test('what was there when it was looked for first began then or before', () => {
  expect(aFleet().last(10, full)).toMatchObject([{ since: START, isSinceExact: false }]);
});

test('one odd sample neither begins nor ends a problem, and it is over after its time', () => {
  const { last, kinds } = aFleet();
  last(30, full);
  expect(kinds(last(0, well))).toEqual(['context']);
  expect(kinds(last(1, full))).toEqual(['context']);
  expect(kinds(last(PROBLEM_RULES.context.clearMs / 1_000 - 1, well))).toEqual(['context']);
  expect(kinds(last(1, well))).toEqual([]);
  expect(kinds(last(0, full))).toEqual([]);
});

test('between the limits a problem goes on but none begins', () => {
  const near = () => withEngine({ kv_cache_pct: 87 });
  const { last, kinds } = aFleet();
  expect(kinds(last(120, near))).toEqual([]);
  last(30, full);
  expect(kinds(last(120, near))).toEqual(['context']);
});

test('a hive that is late, or a lost connection, leaves problems as they were; a silent hive has only that one', () => {
  const { last, kinds } = aFleet();
  last(30, full);
  const late = () => aHive({ health: 'degraded', workers: [aWorker()] });
  expect(kinds(last(60, late))).toEqual(['context', 'late']);
  expect(kinds(last(60, () => aHive({}, false)))).toEqual(['context']);
  expect(kinds(last(0, () => aHive({ health: 'down' })))).toEqual(['silent']);
  expect(kinds(last(0, well))).toEqual([]);
});

test('a queue that grows is one until it is worked off', () => {
  const { last, kinds } = aFleet();
  const queue = (waiting: number) => withEngine({ requests_waiting: waiting });
  expect(kinds(last(300, () => queue(40)))).toEqual([]);
  expect(kinds(last(300, (second) => queue(second % 15)))).toEqual([]);
  const grown = last(100, (second) => queue(second));
  expect(grown).toMatchObject([{ kind: 'queue', values: { waiting: 100 } }]);
  expect(kinds(last(300, () => queue(100)))).toEqual(['queue']);
  expect(kinds(last(60, () => queue(20)))).toEqual([]);
});

test('a worker that restarts again and again is one, also while it is gone', () => {
  const { last, kinds } = aFleet();
  const uptime = (seconds: number) => withWorker({ uptime_s: seconds });
  last(60, (second) => uptime(1_000 + second));
  for (let restart = 1; restart <= 3; restart += 1) {
    expect(kinds(last(20, () => aHive()))).toEqual([]);
    last(20, (second) => uptime(second));
  }
  expect(last(20, () => aHive())).toMatchObject([{ kind: 'restarts', values: { restarts: 3 } }]);
  expect(kinds(last(PROBLEM_LIMITS.restartsMs / 1_000 + 200, (second) => uptime(2_000 + second)))).toEqual(
    [],
  );
});

test('memory that is held while a worker serves nothing for hours', () => {
  const { last, kinds, now } = aFleet();
  const idle = () => withEngine({ requests_running: 0, requests_finished: 5 }, { vram_mb: 20_000 });
  last(60, well);
  last(10, idle);
  const began = now() - 10_000;
  const hours = PROBLEM_LIMITS.idleMs / 1_000 - 20;
  expect(kinds(last(hours, idle))).toEqual([]);
  expect(last(20, idle)).toMatchObject([
    { kind: 'idle_memory', since: began, isSinceExact: true, values: { memory: 20_000 } },
  ]);
  const served = () => withEngine({ requests_running: 0, requests_finished: 6 }, { vram_mb: 20_000 });
  expect(kinds(last(6, served))).toEqual([]);
});

test('a worker that has served nothing since its start need not be watched for hours', () => {
  const unused = { engine: anEngine({ requests_running: 0, requests_finished: 0 }), uptime_s: 9_000 };
  expect(aFleet().look(withWorker(unused))).toMatchObject([
    { kind: 'idle_memory', since: START - 9_000_000 },
  ]);
});

test('samples that were lost some minutes ago', () => {
  const { last, kinds } = aFleet();
  const lost = (dropped: number) =>
    aHive({
      node: aNode({
        agent: { version: '1', cpu_pct: 0, rss_mb: 1, lost: { skipped: 2, failed: 0, refused: 0, dropped } },
      }),
    });
  expect(kinds(last(60, () => lost(500)))).toEqual([]);
  expect(last(60, () => lost(520))).toMatchObject([
    { kind: 'lost_samples', values: { lost: 20, what: 'dropped' } },
  ]);
  expect(kinds(last(PROBLEM_LIMITS.lostMs / 1_000 + 10, () => lost(520)))).toEqual([]);
});

test('what was beginning when nobody looked for a while begins anew', () => {
  const { last, kinds, pass } = aFleet();
  last(9, full);
  pass(10 * MINUTE);
  expect(kinds(last(9, full))).toEqual([]);
  expect(kinds(last(1, full))).toEqual(['context']);
});

test('the same picture gives the same list, and a problem that says the same keeps its object', () => {
  const { last, look } = aFleet();
  const [problem] = last(30, full);
  expect(look(full())[0]).toBe(problem);
  const hive = full();
  expect(look(hive)).toBe(look(hive));
});

const someEngine = fc.record({
  kv_cache_pct: fc.constantFrom(0, 50, 87, 95),
  state: fc.constantFrom('ready', 'stuck', 'unreachable' as const),
  generation_tokens_per_s: fc.constantFrom(0, 10),
  prompt_tokens_per_s: fc.constantFrom(0, 10),
  requests_waiting: fc.nat(20),
}) as fc.Arbitrary<Parameters<typeof anEngine>[0]>;
const someHive = (hive_id: string) =>
  fc
    .record({
      health: fc.constantFrom('healthy', 'degraded', 'down' as const),
      clock_skew_ms: fc.constantFrom(0, 1_500, 5_000),
      conflicting_hives: fc.constantFrom(0, 1),
      engine: someEngine,
      uptime_s: fc.nat(100),
      isConnected: fc.boolean(),
    })
    .map(({ engine, uptime_s, isConnected, ...more }) =>
      aHive(
        {
          hive_id,
          ...(more as Partial<HiveState>),
          workers: [aWorker({ uptime_s, engine: anEngine(engine) })],
        },
        isConnected,
      ),
    );
const someSeconds = fc.array(fc.tuple(someHive('a'), someHive('b')), { minLength: 1, maxLength: 60 });

test('whatever happens, ids are unique, begin before now, and all ends within a minute after all is well', () => {
  fc.assert(
    fc.property(someSeconds, (seconds) => {
      let now = START;
      const tracker = new ProblemTracker(() => now);
      for (const hives of seconds) {
        now += 1_000;
        const problems = tracker.update(hives);
        expect(new Set(problems.map(({ id }) => id)).size).toBe(problems.length);
        for (const { since } of problems) expect(since).toBeLessThanOrEqual(now);
      }
      for (let second = 0; second <= 60; second += 1) {
        now += 1_000;
        tracker.update([withEngine({}, { uptime_s: 1_000 + second })]);
      }
      expect(tracker.update([]).filter(({ subject }) => subject.hive_id !== undefined)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('the order of hives does not matter', () => {
  fc.assert(
    fc.property(someSeconds, (seconds) => {
      let now = START;
      const [one, other] = [new ProblemTracker(() => now), new ProblemTracker(() => now)];
      for (const hives of seconds) {
        now += 1_000;
        expect(other.update([...hives].reverse())).toEqual(one.update(hives));
      }
    }),
    { numRuns: 60 },
  );
});

test('signs of one second alone are never a problem, if their kind must last', () => {
  const kinds = new Set(
    Object.entries(PROBLEM_RULES).flatMap(([kind, { afterMs }]) => (afterMs > 1_000 ? kind : [])),
  );
  fc.assert(
    fc.property(fc.array(someHive('gpu-1'), { maxLength: 30 }), (odd) => {
      let now = START;
      const tracker = new ProblemTracker(() => now);
      for (const hive of odd.flatMap((it) => [it, well()])) {
        now += 1_000;
        expect(tracker.update([hive]).filter(({ kind }) => kinds.has(kind))).toEqual([]);
      }
    }),
  );
});
