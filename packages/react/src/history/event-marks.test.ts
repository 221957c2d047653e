import { expect, test } from 'vitest';
import { ENGLISH_UTC } from '../locale/testing.ts';
import { isMarked, marksOf } from './event-marks.ts';

const { text } = ENGLISH_UTC;
const at = (second: number) => new Date(second * 1_000).toISOString();
const of = { hive_id: 'box', worker_id: 'box/llm/8080' };
const started = (second: number) => ({
  ...{ type: 'started' as const, ...of, group: 'llm', instance: '8080', pid: 1, model: null },
  timestamp: at(second),
});

test('each event is a mark in words, once, in the order of time', () => {
  const marks = marksOf(
    [
      { kind: 'worker', ...started(5) },
      started(5),
      { kind: 'hive', type: 'down', hive_id: 'box', timestamp: at(2), last_update: at(1) },
      { kind: 'worker', type: 'model_changed', ...of, timestamp: at(7), before: 'a', model: 'b' },
      { kind: 'worker', type: 'engine_state', ...of, timestamp: at(8), before: 'ready', state: 'stuck' },
      { kind: 'hive', type: 'forgotten', hive_id: 'box', timestamp: at(9), last_update: at(1) },
    ],
    text,
  );
  expect(marks).toEqual([
    { at: 2_000, label: 'stopped reporting' },
    { at: 5_000, label: 'llm/8080 started' },
    { at: 7_000, label: 'llm/8080 serves b' },
    { at: 8_000, label: 'llm/8080: engine stuck' },
  ]);
});

test('too many events to tell them apart have no marks', () => {
  expect(
    marksOf(
      Array.from({ length: 81 }, (_, second) => started(second)),
      text,
    ),
  ).toEqual([]);
});

test('only events of the hive that are shown are marked', () => {
  expect([isMarked(started(1), 'box'), isMarked(started(1), 'other')]).toEqual([true, false]);
  expect(isMarked({ type: 'lag', merged: 1, timestamp: at(1) }, 'box')).toBe(false);
});
