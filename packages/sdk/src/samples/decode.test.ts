import { aQueenHeartbeat, aTelemetry, aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeltaDecoder, decodeFrame as decode } from './decode.ts';
import { SampleLimits } from './sample-limits.ts';

const aDecoder = () => new DeltaDecoder(new SampleLimits({ maxHives: 10, maxSampleChars: 1e6 }));
const decodeFrame = (frame: Parameters<typeof decode>[0]) => decode(frame, aDecoder());

const frame = (event: string | undefined, data: unknown) => ({ event, id: '1', data: JSON.stringify(data) });
const timestamp = '2025-10-30T20:15:30Z';

test.each([
  ['heartbeat', aTelemetry()],
  ['heartbeat', aQueenHeartbeat()],
  ['hive', { type: 'down', hive_id: 'a', timestamp, last_update: timestamp }],
  [
    'worker',
    {
      type: 'gone',
      worker_id: 'a/llm/1',
      hive_id: 'a',
      group: 'llm',
      instance: '1',
      pid: 7,
      model: null,
      timestamp,
    },
  ],
  ['lag', { type: 'lag', merged: 12, timestamp }],
  ['reset', { type: 'reset', hive_ids: ['a'], timestamp }],
])('[S10] an event named %s is decoded', (event, data) => {
  expect(decodeFrame(frame(event, data))).toEqual({ kind: 'event', event: data });
});

test('[S10] an event with an unknown name is ignored, whatever its data', () => {
  for (const event of ['alert', 'summary', 'message', undefined, '__proto__']) {
    expect(decodeFrame({ event, id: '1', data: 'no JSON' })).toEqual({ kind: 'ignored' });
  }
});

test('unknown fields are kept, at every depth', () => {
  const event = { ...aTelemetry(), later: { a: [1] }, workers: [{ ...aWorker(), later: true }] };
  expect(decodeFrame(frame('heartbeat', event))).toEqual({ kind: 'event', event });
});

test.each([
  ['a worker without a pid', 'heartbeat', { ...aTelemetry(), workers: [{ ...aWorker(), pid: undefined }] }],
  ['text for a number', 'heartbeat', { ...aTelemetry(), workers: [{ ...aWorker(), gpu_util_pct: '85' }] }],
  ['an unknown type', 'heartbeat', { ...aTelemetry(), type: 'telemetry' }],
  ['the type of another event', 'hive', aTelemetry()],
  ['null', 'heartbeat', null],
])('%s is bad', (_, event, data) => {
  expect(decodeFrame(frame(event, data))).toEqual({ kind: 'bad' });
});

test('it never throws, whatever the data', () => {
  const event = fc.constantFrom('heartbeat', 'hive', 'worker', 'lag', 'reset');
  fc.assert(
    fc.property(event, fc.oneof(fc.string(), fc.json()), (name, data) => {
      expect(['bad', 'event']).toContain(decodeFrame({ event: name, id: '1', data }).kind);
    }),
  );
});
