import { expect, test } from 'vitest';
import { DEFAULT_VIEW, parseView, viewKey } from './view-spec.ts';

const specOf = (query: Record<string, unknown>) => {
  const parsed = parseView(query);
  if (!parsed.ok) throw new Error(parsed.refusal.detail);
  return parsed.spec;
};

test('[S9] equal queries share one view, whatever the order of their values', () => {
  expect(viewKey(specOf({}))).toBe(viewKey(DEFAULT_VIEW));
  expect(viewKey(specOf({ other: 'x' }))).toBe(viewKey(DEFAULT_VIEW));
  expect(viewKey(specOf({ hive: ['b', 'a', 'b'] }))).toBe(viewKey(specOf({ hive: ['a', 'b'] })));
  expect(viewKey(specOf({ hive: 'a' }))).not.toBe(viewKey(specOf({ group: 'a' })));
});

test.each([
  [{ view: 'tiny' }, 'view must be full or summary.'],
  [{ format: 'xml' }, 'format must be whole or delta.'],
  [{ interval_ms: '99' }, 'interval_ms must be a whole number from 100 to 60000.'],
  [{ interval_ms: '60001' }, 'interval_ms must be a whole number from 100 to 60000.'],
  [{ interval_ms: '1e3' }, 'interval_ms must be a whole number from 100 to 60000.'],
  [{ interval_ms: '' }, 'interval_ms must be a whole number from 100 to 60000.'],
  [{ hive: Array.from({ length: 257 }, String) }, 'hive can be given at most 256 times.'],
])('[S9] %j is refused', (query, detail) => {
  expect(parseView(query)).toEqual({ ok: false, refusal: { code: 'bad_request', detail } });
});
