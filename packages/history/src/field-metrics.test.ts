import { expect, test } from 'vitest';
import { FIELD_METRICS, fieldMetrics, inUnit } from './field-metrics.ts';
import { type EntityKind, FIELDS } from './fields.ts';

const kinds = Object.keys(FIELDS) as EntityKind[];

test('every field that is kept has a metric, and no two fields have the same series', () => {
  for (const kind of kinds) {
    expect(Object.keys(FIELD_METRICS[kind]).toSorted()).toEqual(Object.keys(FIELDS[kind]).toSorted());
  }
  const series = kinds.flatMap((kind) => fieldMetrics(kind).map(([, it]) => `${it.name} ${it.quantile}`));
  expect(new Set(series).size).toBe(series.length);
});

test('names follow the rules of Prometheus: base units, and only counters end in _total', () => {
  for (const [field, { name, factor, kind }] of kinds.flatMap((it) => [...fieldMetrics(it)])) {
    expect(name).toMatch(/^rbee_(node|agent|gpu|worker)_[a-z0-9_]+$/);
    expect(name.endsWith('_total')).toBe(kind === 'counter');
    if (field.endsWith('_mb')) expect([name.endsWith('_bytes'), factor]).toEqual([true, 1024 * 1024]);
    if (field.endsWith('_pct')) expect([name.endsWith('_ratio'), factor]).toEqual([true, 0.01]);
    if (/_ms_/.test(field)) expect([name.endsWith('_seconds'), factor]).toEqual([true, 0.001]);
  }
});

test('a figure at the end of its range stays a number in another unit', () => {
  expect(inUnit(2, 1024)).toBe(2048);
  expect(inUnit(Number.MAX_VALUE, 1024)).toBe(Number.MAX_VALUE);
});
