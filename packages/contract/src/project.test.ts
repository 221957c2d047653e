import fc from 'fast-check';
import Type from 'typebox';
import { expect, test } from 'vitest';
import { aHeartbeat, aNestedHeartbeat, aNode, aWorker } from './builders.ts';
import { HeartbeatSchema, NestedHeartbeatSchema } from './heartbeat.ts';
import { projectorOf } from './project.ts';

const whole = aHeartbeat({
  node: aNode({ unknown: { load_1: 'not_exposed' } }),
  workers: [
    aWorker({
      unknown: { vram_mb: 'mig' },
      gpus: [{ uuid: 'GPU-1', index: 0, vram_mb: 1, util_pct: 2 }],
      engine: { kind: 'vllm', state: 'ready', models: ['a', 'b'] },
    }),
  ],
});

/** Adds unknown fields to every object that the wire describes. */
function withStrangers(value: unknown, strangers: object, path = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withStrangers(item, strangers, path));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, it]) => [key, withStrangers(it, strangers, key)]);
  return { ...(path === 'unknown' ? {} : strangers), ...Object.fromEntries(entries) };
}

test('[H3] unknown fields are removed at every depth, known fields are kept', () => {
  const project = projectorOf(HeartbeatSchema);
  const names = fc.string().map((name) => `x-${name}`);
  fc.assert(
    fc.property(fc.dictionary(names, fc.jsonValue(), { minKeys: 1 }), (strangers) => {
      expect(project(withStrangers(whole, strangers) as typeof whole)).toEqual(whole);
    }),
  );
});

test('[H3] unknown fields are removed from the union in the nested body', () => {
  const body = aNestedHeartbeat();
  const odd = { ...body, hive: { ...body.hive, health_status: { status: 'healthy', mood: 'fine' } } };
  expect(projectorOf(NestedHeartbeatSchema)(odd as typeof body)).toEqual(body);
});

test('[H3] a field that only another branch of a union names is removed: it was not checked', () => {
  const body = aNestedHeartbeat();
  const reason = [0, 0, 0] as unknown as string;
  const odd = { ...body, hive: { ...body.hive, health_status: { status: 'healthy' as const, reason } } };
  expect(projectorOf(NestedHeartbeatSchema)(odd as typeof body)).toEqual(body);
});

test('[H3] every part is projected once, however deep an unknown field is', () => {
  let reads = 0;
  const leaf = {
    get a() {
      reads += 1;
      return 'x';
    },
    odd: 1,
  };
  const deep = Type.Object({ b: Type.Array(Type.Object({ c: Type.Object({ a: Type.String() }) })) });
  expect(projectorOf(deep)({ b: [{ c: leaf }] })).toEqual({ b: [{ c: { a: 'x' } }] });
  expect(reads).toBe(1);
});

test('a value without unknown fields is returned itself, and no value is changed', () => {
  const project = projectorOf(Type.Object({ tags: Type.Array(Type.Object({ a: Type.String() })) }));
  const clean = { tags: [{ a: 'x' }] };
  expect(project(clean)).toBe(clean);
  const odd = { tags: [{ a: 'x' }, { a: 'y', b: 1 }] };
  expect(project(odd)).toEqual({ tags: [{ a: 'x' }, { a: 'y' }] });
  expect(odd).toEqual({ tags: [{ a: 'x' }, { a: 'y', b: 1 }] });
});

test('a __proto__ key in the source does not change a prototype', () => {
  const source = JSON.parse('{"__proto__":{"polluted":true},"a":"x"}');
  const result = projectorOf(Type.Object({ a: Type.String() }))(source);
  expect(result).toEqual({ a: 'x' });
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});
