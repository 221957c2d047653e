import { LIMITS } from '@rbee/contract/plain';
import { expect, test } from 'vitest';
import { aProcess } from '../../testing/index.ts';
import type { EngineModel } from '../engine-reader.ts';
import { joinedModels, mainModel } from './joined-models.ts';

const PROCESS = aProcess(70, 1);
const told = (...names: string[]) => names.map((name) => ({ name, processes: [PROCESS] }));
const namesOf = (...args: Parameters<typeof joinedModels>) => joinedModels(...args).map(({ name }) => name);

test('[W5] one model on both sides is the same, under the name of the command line', () => {
  const [model] = joinedModels(told('tiny-F16'), [
    { name: 'models/tiny-F16.gguf', state: 'loaded', size_mb: 8 },
  ]);
  expect(model).toEqual({ name: 'tiny-F16', processes: [PROCESS], said: { state: 'loaded', size_mb: 8 } });
});

test("[W5] the engine's list goes first, with the processes that the command line tells", () => {
  const said: readonly EngineModel[] = [
    { name: '/m/alpha.gguf', state: 'unloaded' },
    { name: 'beta', state: 'loaded' },
  ];
  const models = joinedModels(told('beta', 'gamma'), said);
  expect(models).toEqual([
    { name: 'alpha', processes: [], said: { state: 'unloaded' } },
    { name: 'beta', processes: [PROCESS], said: { state: 'loaded' } },
    { name: 'gamma', processes: [PROCESS], said: {} },
  ]);
  expect(mainModel(models)?.name).toBe('beta');
  expect(mainModel([])).toBeUndefined();
});

test('[W5] without a list of the engine the models are those of the command line', () => {
  expect(namesOf(told('a', 'b'), [])).toEqual(['a', 'b']);
});

test('[W5] of a long list the loaded models stay', () => {
  const many = Array.from({ length: 100 }, (_, at): EngineModel => ({ name: `m${at}`, state: 'unloaded' }));
  const names = namesOf([], [...many, { name: 'last', state: 'loaded' }]);
  expect(names).toHaveLength(LIMITS.maxModels);
  expect(names[0]).toBe('last');
});

test('[H9] what an engine says is cut and made visible, and a secret is no name', () => {
  const [only, ...others] = joinedModels(
    [],
    [
      { name: `a\u202eb${'x'.repeat(600)}`, quantisation: 'Q4\u0000' },
      { name: `hf_${'a'.repeat(34)}`, state: 'loaded' },
    ],
  );
  expect(others).toEqual([]);
  expect(only?.name).toHaveLength(LIMITS.maxTextChars);
  expect(only?.name.startsWith('a\ufffdb')).toBe(true);
  expect(only?.said.quantisation).toBe('Q4\ufffd');
});

test.each([
  ['2026-11-28T06:30:00.123456789+01:00', '2026-11-28T05:30:00.123Z'],
  ['2318-09-10T00:00:00Z', '2318-09-10T00:00:00.000Z'],
  ['0001-01-01T00:00:00Z', undefined],
  ['never', undefined],
])('[W5] the expiry %s is reported as %s', (expires_at, written) => {
  const [model] = joinedModels([], [{ name: 'm', expires_at }]);
  expect(model?.said.expires_at).toBe(written);
});

test('[W5] sizes that are no whole number are left out', () => {
  const [model] = joinedModels([], [{ name: 'm', size_mb: 1.5, context_length: 1e300 }]);
  expect(model?.said).toEqual({});
});
