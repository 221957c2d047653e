import { expect, test } from 'vitest';
import { engineOptions } from './monitor.ts';

const SETTINGS = { engines: true, engineMetrics: true, engineWithoutMetrics: [] };

test('by default all engines are read, with their metrics', () => {
  expect(engineOptions(SETTINGS, [])).toEqual({ enabled: true, keys: [], withoutMetrics: [] });
});

test('metrics are not read of the workers that are named, or of none', () => {
  const one = { ...SETTINGS, engineWithoutMetrics: ['llm/8080'] };
  expect(engineOptions(one, []).withoutMetrics).toEqual(['llm/8080']);
  expect(engineOptions({ ...one, engineMetrics: false }, []).withoutMetrics).toEqual(['*']);
});

test('no engine is asked if the user does not want it', () => {
  expect(engineOptions({ ...SETTINGS, engines: false }, []).enabled).toBe(false);
});
