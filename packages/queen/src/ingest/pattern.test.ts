import type { Heartbeat } from '@rbee/contract';
import { aHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Door } from './door.ts';
import type { HiveSample } from './hive-sample.ts';
import { parseJson } from './parse-json.ts';
import { readAnew, readAsBefore } from './read-bytes.ts';
import { readHeartbeat } from './read-heartbeat.ts';

/** A hive whose turn comes at once. */
const HIVE = 'a';

const FULL = aHeartbeat({
  hive_id: HIVE,
  ...{ boot_id: 'b', seq: 7, version: '1', node: { ...aNode(), gpus: [] } },
  workers: [
    aWorker({ gpus: [{ uuid: 'GPU-1', index: 0, vram_mb: 5, util_pct: 1.5 }], unknown: {} }),
    aWorker({ instance: '2', unknown: { gpu_util_pct: 'timeout' }, model: null, pids: 3 }),
    aWorker({
      ...{ instance: '3', started_at: '2025-10-30T20:15:30Z' },
      engine: { kind: 'vllm', state: 'ready', requests_running: 0, models: ['a', 'b'] },
    }),
  ],
});

/** A hive at a queen, heartbeat by heartbeat; says how each was read. */
function aHive(door: Door = 'post') {
  let last: HiveSample | undefined;
  const lastOf = () => last;
  return (text: string): 'as before' | 'anew' | 'refused' => {
    const bytes = Buffer.from(text);
    const sample = readAsBefore(bytes, door, lastOf, door === 'link' ? HIVE : null);
    const parsed = sample ? null : parseJson(bytes);
    const read = parsed?.ok ? readAnew(parsed.value, bytes, door, lastOf) : null;
    if (!sample && !read?.ok) return 'refused';
    last = sample ?? (read?.ok ? read.sample : undefined);
    // Of a text that was cut within a character the bytes say something else.
    expect(sampled(last)).toEqual(sampled(sampleIn(bytes.toString())));
    return sample ? 'as before' : 'anew';
  };
}

const sampleIn = (text: string): HiveSample | undefined => {
  const read = readHeartbeat(JSON.parse(text));
  return read.ok ? read.sample : undefined;
};

/** Everything that a sample says, however it was read. */
const sampled = (sample: HiveSample | undefined) =>
  sample && {
    ...{ hive_id: sample.hive_id, sampled_at: sample.sampled_at, instant: sample.instant, seq: sample.seq },
    ...{ interval_ms: sample.interval_ms, boot_id: sample.boot_id, version: sample.version },
    ...{ workers: sample.workers, node: sample.node, words: sample.words, backfill: sample.backfill },
    ...{ workersCount: sample.workersCount, idleWorkers: sample.idleWorkers },
  };

const NUMBER = /(?<=[:,[])-?\d+(?:\.\d+)?(?=[,}\]])/g;

const numberText = fc.oneof(
  fc.nat().map(String),
  fc.double({ min: 0, max: 100, noNaN: true }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom(
    '0',
    '1',
    '-0',
    '1.0',
    '0.10',
    '100',
    '100.1',
    '007',
    '-1',
    '1e3',
    '1E-2',
    '5.',
    '.5',
    '0x1',
  ),
  fc.constantFrom(
    '4294967296',
    '9007199254740991',
    '9007199254740993',
    '123456789012345.6',
    'null',
    '"1"',
    '',
  ),
);

test('[H1] a text that says the same with other numbers is read as JSON is, or left to be', () => {
  const from = (random: readonly string[], share: number) => {
    let index = 0;
    return JSON.stringify(FULL).replace(NUMBER, (old) => {
      index += 1;
      return index % share === 0 ? (random[index] ?? old) : old;
    });
  };
  let asBefore = 0;
  fc.assert(
    fc.property(fc.array(numberText, { minLength: 80, maxLength: 80 }), fc.nat(90), (random, share) => {
      const hive = aHive();
      for (let n = 0; n < 3; n += 1) hive(JSON.stringify(FULL));
      if (hive(from(random, share + 1)) === 'as before') asBefore += 1;
    }),
    { numRuns: 400 },
  );
  expect(asBefore).toBeGreaterThan(20);
});

test('[H5] whatever bytes are changed, nothing is taken that is no heartbeat', { timeout: 30_000 }, () => {
  const text = JSON.stringify(FULL);
  const edit = fc.record({
    at: fc.nat(text.length),
    gone: fc.nat(3),
    put: fc.string({ unit: 'binary', maxLength: 3 }),
  });
  const dull = fc.constantFrom('"', ',', ':', '{', '}', '[', ']', ' ', '\n', '0', '9', '.', '-', 'e', '\\');
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), dull, fc.boolean(), (edits, char, isDull) => {
      const hive = aHive();
      for (let n = 0; n < 3; n += 1) hive(text);
      const changed = edits.reduce(
        (before, { at, gone, put }) => before.slice(0, at) + (isDull ? char : put) + before.slice(at + gone),
        text,
      );
      hive(changed);
    }),
    { numRuns: 3_000 },
  );
});

test('[H5] half a character is read as what its bytes say', () => {
  const hive = aHive();
  for (let n = 0; n < 3; n += 1) hive(JSON.stringify(FULL));
  expect(hive(JSON.stringify(FULL).replace('"instance":"2"', '"instance":"\ud800"'))).toBe('anew');
});

test('[H5] a number beyond any double is refused, whether it follows a pattern or not', () => {
  const hive = aHive();
  for (let n = 0; n < 3; n += 1) hive(JSON.stringify(FULL));
  expect(hive(JSON.stringify(FULL).replace('"cpu_pct":0', `"cpu_pct":${'9'.repeat(400)}`))).toBe('refused');
});

test('a pattern is made of the second heartbeat, and of a later one where another worker runs', () => {
  const hive = aHive();
  const beat = (seq: number, more: Partial<Heartbeat> = {}) =>
    hive(JSON.stringify({ ...FULL, seq, ...more }));
  expect([1, 2, 3, 4].map((seq) => beat(seq))).toEqual(['anew', 'anew', 'as before', 'as before']);
  const other = { workers: [aWorker({ pid: 99 })] };
  expect([5, 6].map((seq) => beat(seq, other))).toEqual(['anew', 'as before']);
  expect(beat(7, { ...other, backfill: true })).toBe('anew');
});

test('patterns of hives that come together are made one after the other', () => {
  const made = new Set<number>();
  for (let index = 0; index < 100; index += 1) {
    const hive = aHive();
    const text = JSON.stringify({ ...FULL, hive_id: `hive-${index}` });
    let beats = 0;
    while (hive(text) !== 'as before') beats += 1;
    made.add(beats);
  }
  expect([Math.min(...made), Math.max(...made), made.size]).toEqual([2, 16, 15]);
});

test('of a hive that never says the same twice patterns are made more and more rarely', () => {
  let last: HiveSample | undefined;
  const made: number[] = [];
  for (let n = 0; n < 300; n += 1) {
    const body = { ...FULL, version: `${n}` };
    const read = readAnew(body, Buffer.from(JSON.stringify(body)), 'post', () => last);
    if (read.ok) last = read.sample;
    if (last?.reading) made.push(n);
  }
  expect(made).toEqual([1, 3, 6, 11, 20, 37, 70, 135, 200, 265]);
});

test.each([
  ['a list over several lines', JSON.stringify(FULL, null, 1)],
  ['text beyond ASCII', JSON.stringify({ ...FULL, version: 'é' })],
  ['a field that is not known', JSON.stringify({ ...FULL, workers: [{ ...aWorker(), extra: 1 }] })],
  ['a field twice', JSON.stringify(FULL).replace('{', '{"seq":1,')],
  ['an escaped name', JSON.stringify(FULL).replace('"seq"', '"s\\u0065q"')],
])('[H3] %s is read as any JSON is', (_what, text) => {
  const hive = aHive();
  for (let n = 0; n < 4; n += 1) expect(hive(text)).toBe('anew');
});

test.each([
  ['lists in lists', '['.repeat(100_000) + ']'.repeat(100_000)],
  ['a long string', `"${'a'.repeat(1_000_000)}"`],
])('[H3] %s in a field that is not known are no trouble', (_what, extra) => {
  const hive = aHive();
  const text = JSON.stringify(FULL).replace('{', `{"extra":${extra},`);
  for (let n = 0; n < 3; n += 1) expect(hive(text)).not.toBe('refused');
});

test('[L1] what came by one door is no pattern for the other', () => {
  let last: HiveSample | undefined;
  const bytes = Buffer.from(JSON.stringify(FULL));
  for (let n = 0; n < 2; n += 1) {
    const read = readAnew(FULL, bytes, 'post', () => last);
    if (read.ok) last = read.sample;
  }
  expect(readAsBefore(bytes, 'post', () => last, null)).not.toBeNull();
  expect(readAsBefore(bytes, 'link', () => last, HIVE)).toBeNull();
});
