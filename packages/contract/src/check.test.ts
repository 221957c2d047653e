import Type from 'typebox';
import { expect, test } from 'vitest';
import { aHeartbeat, aNestedHeartbeat, aNode, aWorker } from './builders.ts';
import { createCheck } from './check.ts';
import { HeartbeatSchema, NestedHeartbeatSchema } from './heartbeat.ts';
import type { Gpu, NodeStats } from './node.ts';

const heartbeat = createCheck(HeartbeatSchema);
const nested = createCheck(NestedHeartbeatSchema);

test('[H1] a heartbeat of the seed is valid', () => {
  expect(heartbeat.mismatch(aHeartbeat())).toBeNull();
});

test('[H1] a hive_id is 1 to 128 of the allowed characters', () => {
  expect(heartbeat.is(aHeartbeat({ hive_id: 'A.b_c:d@e-9'.padEnd(128, 'x') }))).toBe(true);
  for (const hive_id of ['', 'a b', 'ä', 'a/b', 'x'.repeat(129), 'a\n'])
    expect(heartbeat.mismatch(aHeartbeat({ hive_id }))?.pointer).toBe('/hive_id');
});

test('[H1] at most 512 workers', () => {
  const workers = (count: number) => Array.from({ length: count }, () => aWorker());
  expect(heartbeat.is(aHeartbeat({ workers: workers(512) }))).toBe(true);
  expect(heartbeat.mismatch(aHeartbeat({ workers: workers(513) }))).toEqual({
    pointer: '/workers',
    expected: 'an array of at most 512 items',
  });
});

test('[H2] the nested body is valid with and without workers', () => {
  const { workers: _, ...without } = aNestedHeartbeat();
  expect(nested.mismatch(aNestedHeartbeat())).toBeNull();
  expect(nested.mismatch(without)).toBeNull();
});

test('[H2] a degraded hive must give a reason', () => {
  const { hive } = aNestedHeartbeat();
  const saying = (health_status: object) => ({ ...aNestedHeartbeat(), hive: { ...hive, health_status } });
  expect(nested.is(saying({ status: 'degraded', reason: 'disk' }))).toBe(true);
  for (const status of ['degraded', 'unhealthy']) {
    expect(nested.mismatch(saying({ status }))).toEqual({
      pointer: '/hive/health_status/reason',
      expected: 'a string of at most 512 characters',
    });
    expect(nested.mismatch(saying({ status, reason: 5 }))?.pointer).toBe('/hive/health_status/reason');
  }
  expect(nested.mismatch(saying({}))?.pointer).toBe('/hive/health_status/status');
  expect(nested.mismatch(saying({ status: 'odd', reason: '' }))).toEqual({
    pointer: '/hive/health_status/status',
    expected: '"healthy", or one of degraded, unhealthy',
  });
});

test.each([
  ['2025-10-30T20:15:30Z', true],
  ['2025-10-30T20:15:30.123456789+00:00', true],
  ['2025-10-30t20:15:30z', true],
  ['2025-10-30T20:15:30', false],
  ['2025-13-30T20:15:30Z', false],
  ['2025-10-30T25:15:30Z', false],
  ['yesterday', false],
])('[H5] the time %s is valid: %s', (timestamp, valid) => {
  expect(heartbeat.is(aHeartbeat({ timestamp }))).toBe(valid);
});

test.each([
  [
    Type.Object({ a: Type.Integer({ minimum: 1, maximum: 3 }) }),
    { a: 4 },
    '/a',
    'a whole number from 1 to 3',
  ],
  [Type.Object({ a: Type.Boolean() }), { a: 1 }, '/a', 'true or false'],
  [Type.Object({ a: Type.Union([Type.String(), Type.Null()]) }), { a: 1 }, '/a', 'a string, or null'],
  [Type.Array(Type.Object({ a: Type.Literal(1) })), [{ a: 1 }, { a: 2 }], '/1/a', '1'],
  [Type.Object({ a: Type.Number() }), { a: Number.NaN }, '/a', 'a number'],
  [Type.Object({}), 'text', '', 'an object'],
  [
    Type.Union([
      Type.Object({ k: Type.Literal('a') }),
      Type.Object({ k: Type.Literal('b'), n: Type.Null() }),
    ]),
    { k: 'b', n: 1 },
    '/n',
    'null',
  ],
  [Type.Union([Type.Object({ a: Type.Number() }), Type.Null()]), { a: 'x' }, '/a', 'a number'],
  [
    Type.Intersect([Type.Object({ a: Type.Number() }), Type.Object({ b: Type.Array(Type.Null()) })]),
    { a: 1, b: [1] },
    '/b/0',
    'null',
  ],
] as const)(
  '[H5] a mismatch has the pointer and the expected value (%#)',
  (schema, value, pointer, expected) => {
    expect(createCheck(schema).mismatch(value)).toEqual({ pointer, expected });
  },
);

/** A list of that length that says when somebody reads an element of it. */
function watchedList(length: number) {
  let reads = 0;
  const list = new Proxy(
    Array.from({ length }, () => 0),
    {
      get: (target, key, self) => {
        if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1;
        return Reflect.get(target, key, self) as unknown;
      },
    },
  );
  return { list, reads: () => reads };
}

const worker = (more: object) => aHeartbeat({ workers: [{ ...aWorker(), ...more }] });
const engine = { kind: 'vllm', state: 'ready' } as const;

test.each([
  ['/workers', 513, (workers: unknown) => ({ ...aHeartbeat(), workers })],
  ['/workers/0/gpus', 65, (gpus: unknown) => worker({ gpus })],
  ['/workers/0/engine/models', 65, (models: unknown) => worker({ engine: { ...engine, models } })],
  ['/node/gpus', 65, (gpus: unknown) => aHeartbeat({ node: { ...aNode(), gpus } as NodeStats })],
] as const)(
  '[H5] of a list at %s with %i elements, which are too many, none is looked at',
  (pointer, length, holding) => {
    const { list, reads } = watchedList(length);
    expect(heartbeat.mismatch(holding(list))?.pointer).toBe(pointer);
    expect(reads()).toBe(0);
  },
);

test('[H5] the check ends at the first element that is wrong', () => {
  const { list, reads } = watchedList(64);
  const models = worker({ engine: { ...engine, models: list } });
  expect(heartbeat.mismatch(models)?.pointer).toBe('/workers/0/engine/models/0');
  expect(reads()).toBeLessThan(5);
});

test('[N1] a GPU may have all that a driver says of it, and at most 16 health codes', () => {
  const gpu: Gpu = {
    uuid: 'GPU-1',
    index: 0,
    vendor: 'nvidia',
    name: 'NVIDIA A100-SXM4-80GB',
    util_pct: 0,
    vram_used_mb: 40_000,
    vram_total_mb: 81_920,
    pci: '0000:65:00.0',
    temp_c: 41,
    power_w: 61.5,
    power_limit_w: 400,
    clock_mhz: 1410,
    memory_clock_mhz: 1593,
    fan_pct: 30,
    pcie_generation: 4,
    pcie_width: 16,
    mig: [{ uuid: 'MIG-1', vram_used_mb: 5, vram_total_mb: 9_728, unknown: { vram_used_mb: 'permission' } }],
    health: ['thermal', 'a_code_of_a_later_version'],
    last_xid: 79,
    shares_ram: false,
    unattributed_vram_mb: 400,
    origin: 'simulated',
    unknown: { util_pct: 'mig' },
  };
  const node = (more: object) => aHeartbeat({ node: aNode({ gpus: [{ ...gpu, ...more }] }) });
  expect(heartbeat.mismatch(node({}))).toBeNull();
  expect(heartbeat.mismatch(node({ health: Array(17).fill('xid') }))?.pointer).toBe('/node/gpus/0/health');
});

test.each([
  ['is too long', { ['k'.repeat(65)]: 'mig' }],
  ['is empty', { '': 'mig' }],
  ['has a line break', { 'a\nb': 'mig' }],
  ['is one of 65', Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`k${n}`, 'mig']))],
])('[W2] an unknown object with a name that %s is refused, without the name in the answer', (_what, odd) => {
  const at = (pointer: string) => ({ pointer, expected: expect.stringMatching(/^an object of at most 64/) });
  const unknown = odd as Record<string, 'mig'>;
  expect(heartbeat.mismatch(worker({ unknown }))).toEqual(at('/workers/0/unknown'));
  expect(heartbeat.mismatch(worker({ engine: { ...engine, unknown } }))).toEqual(
    at('/workers/0/engine/unknown'),
  );
  expect(heartbeat.mismatch(aHeartbeat({ node: aNode({ unknown }) }))).toEqual(at('/node/unknown'));
  expect(heartbeat.mismatch(worker({ partial: odd }))).toEqual(at('/workers/0/partial'));
  expect(heartbeat.mismatch(worker({ at_most: odd }))).toEqual(at('/workers/0/at_most'));
});

test('[H5] a slash or tilde in a field name is escaped in the pointer', () => {
  const unknown = { 'a/b~c': 'no reason' as 'mig' };
  expect(heartbeat.mismatch(worker({ unknown }))?.pointer).toBe('/workers/0/unknown/a~1b~0c');
});
