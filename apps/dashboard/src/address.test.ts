import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  DEFAULT_VIEW,
  type Place,
  pathOf,
  placeOf,
  searchOf,
  VIEW_CHOICES,
  type View,
  viewOf,
} from './address.ts';

test.each<[string, Place | null]>([
  ['/', { page: 'fleet' }],
  ['/models', { page: 'models' }],
  ['/problems', { page: 'problems' }],
  ['/hives/gpu-1', { page: 'hive', hive_id: 'gpu-1' }],
  ['/hives/gpu-1/llm/8080', { page: 'worker', hive_id: 'gpu-1', group: 'llm', instance: '8080' }],
  ['/models/meta-llama%2FLlama-3', { page: 'model', name: 'meta-llama/Llama-3' }],
  ['', { page: 'fleet' }],
  ['/index.html', { page: 'fleet' }],
  ['/hives', null],
  ['/hives/', null],
  ['/hives/a/b', null],
  ['/models/%E0%A4%A', null],
  ['/models/a/b', null],
  ['/constructor', null],
])('%s is %j', (path, place) => {
  expect(placeOf(path)).toEqual(place);
});

const name = fc.string({ minLength: 1, unit: 'binary' }).filter((text) => text.isWellFormed());

test('every place has a path that leads back to it', () => {
  fc.assert(
    fc.property(name, name, name, (a, b, c) => {
      for (const place of [
        { page: 'worker', hive_id: a, group: b, instance: c },
        { page: 'model', name: a },
      ] as const) {
        expect(placeOf(pathOf(place))).toEqual(place);
      }
    }),
  );
});

const anyView: fc.Arbitrary<View> = fc.record({
  q: fc.string(),
  view: fc.constantFrom(...VIEW_CHOICES.view),
  color: fc.constantFrom(...VIEW_CHOICES.color),
  sort: fc.constantFrom('', 'gpu', '-vram'),
  cols: fc.constantFrom('', 'gpu,vram'),
  density: fc.constantFrom(...VIEW_CHOICES.density),
  range: fc.constantFrom(...VIEW_CHOICES.range, '20260101T120000Z..20260101T121500Z'),
  kiosk: fc.boolean(),
});

test('every view has a query that leads back to it, and the usual one has none', () => {
  fc.assert(
    fc.property(anyView, (view) => {
      expect(viewOf(searchOf(view))).toEqual(view);
    }),
  );
  expect(searchOf(DEFAULT_VIEW)).toBe('');
  expect(searchOf({ ...DEFAULT_VIEW, kiosk: true })).toBe('?kiosk');
});

test('values that the page does not know are left out', () => {
  expect(viewOf('?view=maps&color=&range=now..then&kiosk=false&x=1')).toEqual(DEFAULT_VIEW);
  expect(viewOf(`?q=${'x'.repeat(2_000)}`).q).toHaveLength(1_000);
});
