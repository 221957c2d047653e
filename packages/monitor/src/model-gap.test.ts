import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeMachine, type FakeMachine } from '../testing/index.ts';
import { createMonitor } from './create-monitor.ts';

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
});
afterEach(() => machine.remove());

const TOKEN = `hf_${'a1B2'.repeat(9)}`;
const BLOB = `/nowhere/models/blobs/sha256-${'c'.repeat(64)}`;

test.each([
  [['ollama', 'serve'], 'not_loaded'],
  [['llama-server', '--models-dir', '/m'], 'not_loaded'],
  [['koboldcpp', '--config', 'x.kcpps'], 'not_named'],
  [['vllm', 'serve', '--config', 'x.yaml'], 'not_named'],
  [['vllm', 'serve', '--model', TOKEN], 'withheld'],
  [['llama-server', '-m', 'a'.repeat(5000)], 'withheld'],
  [['llama-server', '-m', BLOB], 'not_in_store'],
  [['my-server'], 'unknown_program'],
  [['vllm', 'serve', 'o/n'], undefined],
])('[W7] %j has no model because of %s', (argv, gap) => {
  machine.process({ pid: 70, argv });
  const watch = [{ group: 'mine', pattern: /my-server/ }];
  const [worker] = createMonitor({ version: '1', ...machine, platform: 'linux', watch }).sample().workers;
  expect(worker?.model_gap).toBe(gap);
  expect(worker?.unknown?.['model']).toBe(gap && 'not_exposed');
});
