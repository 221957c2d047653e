import { expect, test } from 'vitest';
import { engineText, engineVersion } from './engine-text.ts';

test('an engine has the name that its makers write, and its version if it tells one', () => {
  expect(engineText({ kind: 'vllm', version: '0.14.1' })).toBe('vLLM 0.14.1');
  expect(engineText({ kind: 'llama.cpp', version: 'b7777' })).toBe('llama.cpp b7777');
  expect(engineText({ kind: 'ollama' })).toBe('Ollama');
  expect(engineText({ kind: 'tgi', version: '' })).toBe('TGI');
  expect(engineText({ kind: 'of-a-later-version', version: '1' })).toBe('of-a-later-version 1');
});

test('filters have the name on the wire, and nothing without a version', () => {
  expect(engineVersion({ kind: 'vllm', version: '0.14.1' })).toBe('vllm 0.14.1');
  expect(engineVersion({ kind: 'vllm' })).toBeUndefined();
});
