import { expect, test } from 'vitest';
import type { Question } from '../queries.ts';
import { readQuestion } from './read-question.ts';

const NOW = Date.UTC(2025, 9, 30, 20, 15, 30);
const MINUTE = 60_000;

function read(kind: Question['kind'], raw: object) {
  const result = readQuestion(kind, { ...raw }, NOW);
  return result.ok ? result.question.query : result.detail;
}

const QUARTER = { from: NOW - 15 * MINUTE, to: NOW };

test.each<[object, object]>([
  [
    { worker: 'a/llm/8080', fields: 'cpu_pct,vram_mb', from: '-15m' },
    {
      of: { worker: { hive_id: 'a', group: 'llm', instance: '8080' } },
      fields: ['cpu_pct', 'vram_mb'],
      max_points: 600,
      ...QUARTER,
    },
  ],
  [
    { worker: 'a/l%2Flm/80%2580', each: 'gpu', fields: 'vram_mb', from: '-15m' },
    { of: { worker: { hive_id: 'a', group: 'l/lm', instance: '80%80' }, each: 'gpu' } },
  ],
  [
    { hive: 'a', fields: ' load_1 , cpu_pct, load_1', from: '-15m', max_points: '900' },
    { of: { hive_id: 'a' }, fields: ['load_1', 'cpu_pct'], max_points: 900 },
  ],
  [
    { hive: 'a', each: 'worker', fields: 'busy', from: '-15m' },
    { of: { hive_id: 'a', each: 'worker' }, fields: ['busy'] },
  ],
  [
    { gpu: 'GPU-0', hive: 'a', fields: 'power_w', from: '-15m' },
    { of: { uuid: 'GPU-0', hive_id: 'a' }, fields: ['power_w'] },
  ],
  [
    { gpu: 'GPU-0', each: 'worker', fields: 'vram_mb', from: '-1h', to: '-30m' },
    { of: { uuid: 'GPU-0', each: 'worker' }, from: NOW - 60 * MINUTE, to: NOW - 30 * MINUTE },
  ],
  [{ hive: 'a', fields: 'cpu_pct', from: '1970-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' }, { from: 0 }],
])('[P3] the question %j is understood', (raw, query) => {
  expect(read('series', raw)).toMatchObject(query);
});

const HIVE = { hive: 'a', fields: 'cpu_pct', from: '-15m' };

test.each<[object, string | RegExp]>([
  [{ fields: 'cpu_pct', from: '-15m' }, 'One of worker, hive and gpu must be given.'],
  [{ ...HIVE, worker: 'a/b/c' }, 'worker must not be given together with hive or gpu.'],
  [{ ...HIVE, hive: ['a', 'b'] }, 'hive must be given once.'],
  [
    { ...HIVE, hive: 'a b' },
    'hive must be the id of a hive: 1 to 128 of the characters A-Z a-z 0-9 . _ : @ -.',
  ],
  [
    { ...HIVE, hive: undefined, worker: 'a/b' },
    'worker must be the id of a worker: <hive_id>/<group>/<instance>.',
  ],
  [{ ...HIVE, hive: undefined, worker: 'a/b/c/d' }, /^worker must be the id of a worker/],
  [{ ...HIVE, hive: undefined, worker: `a/b/${'c'.repeat(65)}` }, /^worker must be the id of a worker/],
  [{ ...HIVE, hive: undefined, gpu: '' }, /^gpu must be the id of a GPU/],
  [{ ...HIVE, each: 'node' }, 'each must be gpu or worker together with hive.'],
  [{ ...HIVE, gpu: 'GPU-0', each: 'gpu' }, 'each must be worker together with gpu.'],
  [{ ...HIVE, hive: undefined, worker: 'a/b/c', each: 'worker' }, 'each must be gpu together with worker.'],
  [{ ...HIVE, fields: undefined }, /^fields must be given: fields of a hive, which are cpu_pct, load_1, /],
  [{ ...HIVE, fields: 'cpu_pct,' }, /^fields must be given: /],
  [
    { ...HIVE, fields: 'cpu_pc' },
    /^fields has "cpu_pc", which is no field of a hive; did you mean cpu_pct\? There are cpu_pct, /,
  ],
  [{ ...HIVE, fields: 'quantum' }, /^fields has "quantum", which is no field of a hive; there are cpu_pct, /],
  [{ ...HIVE, fields: Array(33).fill('cpu_pct').join() }, 'fields must have at most 32 fields.'],
  [{ ...HIVE, fields: '__proto__' }, /^fields has "__proto__", which is no field/],
  [{ ...HIVE, gpu: 'GPU-0', fields: 'vram_mb' }, /^fields has "vram_mb", which is no field of a GPU; /],
  [{ ...HIVE, from: undefined }, /^from must be given: a time such as 2025-10-30T20:15:30Z, -15m, /],
  [{ ...HIVE, from: '15m' }, 'from must be a time such as 2025-10-30T20:15:30Z, -15m, -1h30m, -7d or now.'],
  [{ ...HIVE, to: 'then' }, /^to must be a time such as /],
  [{ ...HIVE, from: '2026-01-01T00:00:00Z' }, 'from must not be in the future.'],
  [{ ...HIVE, from: '-5m', to: '-10m' }, 'from must be before to.'],
  [{ ...HIVE, from: 'now' }, 'from must be before to.'],
  [{ ...HIVE, max_points: '0' }, 'max_points must be a whole number from 1 to 86400.'],
  [{ ...HIVE, max_points: '86401' }, 'max_points must be a whole number from 1 to 86400.'],
  [{ ...HIVE, max_points: '1e3' }, 'max_points must be a whole number from 1 to 86400.'],
])('[P3] the question %j is refused in one sentence', (raw, detail) => {
  expect(read('series', raw)).toEqual(typeof detail === 'string' ? detail : expect.stringMatching(detail));
});

test('[P4] what used most: a field of workers, GPUs or both, with defaults', () => {
  expect(read('top', { field: 'vram_mb', from: '-15m' })).toEqual({
    field: 'vram_mb',
    by: 'worker',
    order: 'mean',
    n: 20,
    ...QUARTER,
  });
  expect(read('top', { field: 'power_w', by: 'hive', order: 'max', n: '5', from: '-15m' })).toMatchObject({
    field: 'power_w',
    by: 'hive',
    order: 'max',
    n: 5,
  });
});

test.each([
  [{ field: 'vram_mb', by: 'gpu' }, /^field has "vram_mb", which is no field of a GPU; /],
  [{ field: 'load_1', by: 'hive' }, /^field has "load_1", which is no field of a worker or a GPU; /],
  [{ field: 'vram_mb,cpu_pct' }, /^field must be one field\.$/],
  [{ field: 'vram_mb', by: 'group' }, /^by must be worker, hive, gpu or model\.$/],
  [{ field: 'vram_mb', order: 'min' }, /^order must be mean or max\.$/],
  [{ field: 'vram_mb', n: '1001' }, /^n must be a whole number from 1 to 1000\.$/],
  [{}, /^field must be given: fields of a worker, which are busy, /],
])('[P4] the question %j is refused in one sentence', (raw, detail) => {
  expect(read('top', { from: '-15m', ...raw })).toMatch(detail);
});

test('[P5] who held a GPU, at the present unless a time is given', () => {
  expect(read('holders', { gpu: 'GPU-0' })).toEqual({ uuid: 'GPU-0', at: NOW });
  expect(read('holders', { gpu: 'GPU-0', hive: 'a', at: '-1h' })).toEqual({
    uuid: 'GPU-0',
    hive_id: 'a',
    at: NOW - 60 * MINUTE,
  });
  expect(read('holders', { at: '-1h' })).toMatch(/^gpu must be given/);
  expect(read('holders', { gpu: 'GPU-0', at: '2100-01-01T00:00:00Z' })).toBe('at must not be in the future.');
});

test('[P6] what happened, since the beginning unless a time is given', () => {
  expect(read('events', {})).toEqual({ from: 0, to: NOW, limit: 200 });
  expect(read('events', { worker: 'a/llm/1', limit: '5', cursor: 'MTI' })).toMatchObject({
    worker: { hive_id: 'a', group: 'llm', instance: '1' },
    limit: 5,
    after: 12,
  });
  expect(read('events', { hive: 'a', worker: 'a/llm/1' })).toBe(
    'worker must not be given together with hive.',
  );
  expect(read('events', { cursor: 'x' })).toBe('cursor must be the next_cursor of the page before.');
});
