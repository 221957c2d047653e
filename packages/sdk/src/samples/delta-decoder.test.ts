import { changesBetween, flatten } from '@rbee/contract';
import { aTelemetry, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import type { StreamEvent } from '../state.ts';
import { DeltaDecoder } from './decode.ts';
import { SampleLimits } from './sample-limits.ts';

/** A decoder with room for every sample here, which have a hundred characters for it. */
function aDecoder() {
  const deltas = new DeltaDecoder(new SampleLimits({ maxHives: 10, maxSampleChars: 1_000 }));
  return {
    decode: (value: unknown) => deltas.decode(value, 100),
    observe: (event: StreamEvent) => deltas.observe(event, 100),
  };
}

const sample = (seq: number, more = {}) => aTelemetry({ hive_id: 'a', seq, workers: [aWorker(more)] });
const delta = (step: number, before: object, after: object) => ({
  type: 'delta',
  hive_id: 'a',
  step,
  changes: changesBetween(flatten(before), flatten(after)),
});
const [one, two, three] = [
  sample(1),
  sample(2, { cpu_pct: 12.5 }),
  sample(3, { cpu_pct: 12.5, model: null }),
];

test('[S11] a whole sample, then its changes, give exactly the samples', () => {
  const deltas = aDecoder();
  expect(deltas.decode({ ...one, step: 4 })).toEqual({ kind: 'event', event: one });
  expect(deltas.decode(delta(5, one, two))).toEqual({ kind: 'event', event: two });
  expect(deltas.decode(delta(6, two, three))).toEqual({ kind: 'event', event: three });
});

test('[S11] repeated changes are ignored; a missing step is a gap until the next whole sample', () => {
  const deltas = aDecoder();
  expect(deltas.decode(delta(1, one, two))).toEqual({ kind: 'gap' });
  deltas.decode({ ...two, step: 1 });
  expect(deltas.decode(delta(1, one, two))).toEqual({ kind: 'ignored' });
  expect(deltas.decode(delta(3, two, three))).toEqual({ kind: 'gap' });
  expect(deltas.decode({ ...one, step: 0 })).toEqual({ kind: 'event', event: one });
  expect(deltas.decode(delta(1, one, two))).toEqual({ kind: 'event', event: two });
});

test('[S11] changes of a hive that was forgotten or reset are a gap', () => {
  const deltas = aDecoder();
  deltas.decode({ ...one, step: 0 });
  const at = '2025-10-30T20:15:30Z';
  deltas.observe({ type: 'forgotten', hive_id: 'a', timestamp: at, last_update: at });
  expect(deltas.decode(delta(1, one, two))).toEqual({ kind: 'gap' });
  deltas.decode({ ...one, step: 0 });
  deltas.observe({ type: 'reset', hive_ids: [], timestamp: at });
  expect(deltas.decode(delta(1, one, two))).toEqual({ kind: 'gap' });
});

test('[S11] changes that do not belong to the sample are a gap, and no data makes it throw', () => {
  const deltas = aDecoder();
  deltas.decode({ ...one, step: 0 });
  for (const changes of [
    [999, 1],
    [0, 5],
    [4, null],
  ]) {
    expect(deltas.decode({ type: 'delta', hive_id: 'a', step: 1, changes })).toEqual({ kind: 'gap' });
  }
  for (const value of [null, 1, {}, { type: 'delta' }, { ...one }, { ...one, step: -1 }]) {
    expect(deltas.decode(value)).toEqual({ kind: 'bad' });
  }
});

test('[S11] changes from null are checked against the wire', () => {
  const deltas = aDecoder();
  deltas.decode({ ...three, step: 0 });
  const wrong = delta(1, three, sample(3, { cpu_pct: 12.5, model: 7 }));
  expect(deltas.decode(wrong)).toEqual({ kind: 'gap' });
  expect(deltas.decode(delta(1, three, two))).toEqual({ kind: 'event', event: two });
});

test('[S11] changes keep the identity of the parts that they do not change', () => {
  const workers = [aWorker({ pid: 1 }), aWorker({ pid: 2, cpu_pct: 1.5 })] as const;
  const before = aTelemetry({ hive_id: 'a', workers: [...workers] });
  const after = aTelemetry({ hive_id: 'a', workers: [workers[0], aWorker({ pid: 2, cpu_pct: 2.5 })] });
  const deltas = aDecoder();
  deltas.decode({ ...before, step: 0 });
  const decoded = deltas.decode(delta(1, before, after)) as { readonly event: typeof after };
  expect(decoded.event).toEqual(after);
  expect(decoded.event.workers[0]).toBe(workers[0]);
});

test('[S11] changes of a sample that is nested too deeply are a gap', () => {
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  const deltas = aDecoder();
  deltas.decode({ ...one, later: deep, step: 0 });
  expect(deltas.decode(delta(1, one, two)).kind).toBe('gap');
});
