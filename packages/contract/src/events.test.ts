import { expect, test } from 'vitest';
import { aNode, aQueenHeartbeat, aTelemetry } from './builders.ts';
import { createCheck } from './check.ts';
import {
  HIVE_EVENT_TYPES,
  HiveEventSchema,
  HiveTelemetryEventSchema,
  QueenHeartbeatEventSchema,
  WorkerEventSchema,
} from './events.ts';

test('[S2] telemetry is the seed event, with or without the additive fields', () => {
  const check = createCheck(HiveTelemetryEventSchema);
  expect(check.mismatch(aTelemetry())).toBeNull();
  const whole = aTelemetry({ seq: 4, node: aNode(), health: 'healthy', clock_skew_ms: -12.5 });
  expect(check.mismatch({ ...whole, added_later: true })).toBeNull();
  expect(check.mismatch({ ...whole, type: 'queen' })?.pointer).toBe('/type');
});

test('[S3] the queen event has the four counts and the two lists of ids', () => {
  const check = createCheck(QueenHeartbeatEventSchema);
  expect(check.mismatch(aQueenHeartbeat())).toBeNull();
  const { hive_ids: _, ...without } = aQueenHeartbeat();
  expect(check.mismatch(without)?.pointer).toBe('/hive_ids');
});

test('[S10] every event of a hive or a worker has a type of its closed set', () => {
  const hive = { hive_id: 'a', timestamp: '2025-10-30T20:15:30Z', last_update: '2025-10-30T20:15:30Z' };
  const worker = { worker_id: 'a/b/c', hive_id: 'a', group: 'b', instance: 'c', pid: 1, model: null };
  for (const type of HIVE_EVENT_TYPES) expect(createCheck(HiveEventSchema).is({ type, ...hive })).toBe(true);
  expect(createCheck(HiveEventSchema).is({ type: 'lost', ...hive })).toBe(false);
  for (const type of ['started', 'gone'])
    expect(createCheck(WorkerEventSchema).is({ type, ...worker, timestamp: hive.timestamp })).toBe(true);
});
