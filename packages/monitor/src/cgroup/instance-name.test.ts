import { expect, test } from 'vitest';
import { instanceNameIn } from './instance.ts';

test.each([
  ['llm', '8080', '8080'],
  ['llm', 'llm-8080', 'llm-8080'],
  ['rbee-llm.slice', '8080.service', '8080'],
  ['rbee-llm.slice', 'rbee-llm-8080.scope', '8080'],
  ['rbee-llm.slice', 'rbee-llm-8080', 'rbee-llm-8080'],
  ['rbee-llm.slice', 'rbee-llm-.scope', 'rbee-llm-'],
  ['rbee-llm.slice', 'rbee-vision-8080.scope', 'rbee-vision-8080'],
  [String.raw`rbee-my\x2dllm.slice`, String.raw`rbee-my\x2dllm-gpu\x2d0.scope`, 'gpu-0'],
  ['llm', 'a\u202eb\n', 'a\ufffdb\ufffd'],
  ['llm', String.raw`\xc3\xbcber.service`, 'über'],
  ['llm', String.raw`mod\xc3\xa8le\x2dfran\xc3\xa7ais`, 'modèle-français'],
  ['llm', String.raw`\xf0\x9f\x90\x9d`, '🐝'],
  ['llm', String.raw`a\xffb`, String.raw`a\xffb`],
  ['llm', 'a\uDCFFb', String.raw`a\xffb`],
])('in %s the directory %s is the instance %s', (group, directory, instance) => {
  expect(instanceNameIn(group, directory)).toBe(instance);
});
