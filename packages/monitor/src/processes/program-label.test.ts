import { expect, test } from 'vitest';
import { programLabel } from './program-label.ts';

test.each([
  [['python3', '/home/u/train.py', '--lr', '1'], 'train.py'],
  [['/usr/bin/python3', '-m', 'my.training', '--token', 'x'], 'my.training'],
  [['python3', '-c', 'import torch; secret = 1'], 'python3'],
  [['/opt/blender/blender', '-b', 'a.blend'], 'blender'],
  [['/usr/bin/.my-tool-wrapped', 'x'], 'my-tool'],
  [['node', '/srv/app.js'], 'app.js'],
])('%j is labelled %s', (argv, label) => {
  expect(programLabel(argv, 'comm')).toBe(label);
});

test('a title with arguments in it, or a token for a name, leaves the short name of the kernel', () => {
  expect(programLabel(['trainer --api-key=abc'], 'trainer')).toBe('trainer');
  expect(programLabel(['python3', `/x/hf_${'a'.repeat(34)}`], 'py')).toBe('python3');
  expect(programLabel([], 'trainer')).toBe('trainer');
  expect(programLabel(['x'.repeat(65)], 'GPU job \u202e')).toBeNull();
  expect(programLabel(['..'], '.')).toBeNull();
});
