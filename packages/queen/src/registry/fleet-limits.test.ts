import type { Heartbeat } from '@rbee/contract';
import { aHeartbeat, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { sampleOf } from '../testing/index.ts';
import { FleetLimits, type FleetLimitsOptions } from './fleet-limits.ts';

/** The limits of a fleet whose hives report from the addresses that a test gives. */
function aFleet(options: Partial<FleetLimitsOptions> = {}) {
  const limits = new FleetLimits({ maxHives: 100, fleetBytes: 1e9, addressShare: 0.5, ...options });
  return {
    limits,
    beat: (hive_id: string, address = 'a', more: Partial<Heartbeat> = {}) =>
      limits.admit(sampleOf(aHeartbeat({ hive_id, ...more })), address),
  };
}

const workers = (count: number, model = 'm') =>
  Array.from({ length: count }, (_, index) => aWorker({ instance: `${index}`, model }));

test('[R4] at the limit the hive gives up its place that is down for longest, of the address with the most', () => {
  const { limits, beat } = aFleet({ maxHives: 8, addressShare: 1 });
  for (const id of ['b1', 'b2']) beat(id, 'b');
  for (const id of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6']) beat(id, 'a');
  expect(beat('new', 'c')).toEqual({ limit: 'hives', bound: 'all' });
  expect(limits.oneToForget('all', 'c', 'new')).toBeUndefined();
  for (const id of ['b1', 'a3', 'a1']) limits.markDown(id);
  expect(limits.oneToForget('all', 'c', 'new')).toBe('a3');
  expect(limits.oneToForget('all', 'c', 'a3')).toBe('a1');
  limits.delete('a3');
  expect(beat('new', 'c')).toBeNull();
  beat('a1');
  expect(limits.oneToForget('all', 'c', 'x')).toBe('b1');
});

test('an address that has its share gives up only hives of its own', () => {
  const { limits, beat } = aFleet({ maxHives: 8 });
  beat('b1', 'b');
  limits.markDown('b1');
  for (const id of ['a1', 'a2', 'a3']) beat(id);
  expect(beat('a4')).toEqual({ limit: 'hives', bound: 'address' });
  expect(limits.oneToForget('address', 'a', 'a4')).toBeUndefined();
  limits.markDown('a2');
  expect(limits.oneToForget('address', 'a', 'a4')).toBe('a2');
});

test('a hive that reports from another address counts there', () => {
  const { limits, beat } = aFleet({ maxHives: 8 });
  for (const id of ['a1', 'a2', 'a3']) beat(id);
  expect(beat('a1', 'b')).toBeNull();
  expect(beat('a4')).toBeNull();
  const bytes = limits.bytes;
  limits.delete('a4');
  expect(limits.bytes).toBeLessThan(bytes);
});

test('memory is refused beyond the limit, and to one address beyond its share; small hives are never refused', () => {
  const { limits, beat } = aFleet({ maxHives: 100, fleetBytes: 1_000_000 });
  const large = { workers: workers(100, 'x'.repeat(500)) };
  const results = Array.from({ length: 20 }, (_, index) => beat(`a${index}`, 'a', large));
  expect(results.at(0)).toBeNull();
  expect(results.at(-1)).toEqual({ limit: 'fleet_bytes', bound: 'address' });
  expect(limits.bytes).toBeLessThan(600_000);
  for (const address of ['b', 'c', 'd', 'e', 'f'])
    for (let index = 0; index < 10; index += 1) beat(`${address}${index}`, address, large);
  expect(limits.bytes).toBeLessThan(1_000_000);
  expect(beat('last', 'z', { workers: workers(400, 'x'.repeat(500)) })).toEqual({
    limit: 'fleet_bytes',
    bound: 'all',
  });
  expect(beat('small', 'a')).toBeNull();
});

test('a refused sample changes nothing, and when all hives are gone nothing is counted', () => {
  const { limits, beat } = aFleet({ fleetBytes: 200_000 });
  beat('a1');
  beat('a2', 'a', { workers: workers(20) });
  const [bytes, own] = [limits.bytes, limits.bytesOf('a1')];
  expect(beat('a1', 'a', { workers: workers(512, 'x'.repeat(500)) })).toMatchObject({ limit: 'fleet_bytes' });
  expect([limits.bytes, limits.bytesOf('a1')]).toEqual([bytes, own]);
  for (const id of ['a1', 'a2', 'a2', 'unknown']) limits.delete(id);
  expect([limits.bytes, limits.bytesOf('a1')]).toEqual([0, 0]);
});

test('a shape that many hives share is counted once, as long as one of them has it', () => {
  const { limits, beat } = aFleet();
  const odd = { workers: [aWorker({ unknown: { ['x'.repeat(64)]: 'mig' } })] };
  beat('a1', 'a', odd);
  const first = limits.bytesOf('a1');
  beat('a2', 'a', odd);
  expect(limits.bytesOf('a2')).toBeLessThan(first);
  beat('a1');
  expect(limits.bytes).toBeGreaterThan(first);
  for (const id of ['a1', 'a2']) limits.delete(id);
  expect(limits.bytes).toBe(0);
});
