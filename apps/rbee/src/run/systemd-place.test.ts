import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scopeOf, sliceOf } from './systemd-place.ts';

test('the unit names give the cgroup rbee.slice/rbee-<group>.slice/rbee-<group>-<instance>.scope', () => {
  const names = { group: 'llm', instance: '8080' };
  expect([sliceOf(names), scopeOf(names)]).toEqual(['rbee-llm.slice', 'rbee-llm-8080.scope']);
});

test('escapes a dash, which would create a nested slice', () => {
  const names = { group: 'my-llm', instance: 'gpu-0@a' };
  expect(sliceOf(names)).toBe(String.raw`rbee-my\x2dllm.slice`);
  expect(scopeOf(names)).toBe(String.raw`rbee-my\x2dllm-gpu\x2d0\x40a.scope`);
});

const escapeProgram = '/usr/bin/systemd-escape';
test.runIf(existsSync(escapeProgram))('escapes names like systemd-escape', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:@-]{0,20}$/);
  const names = fc.sample(name, { numRuns: 100, seed: 7 });
  const escaped = execFileSync(escapeProgram, ['--', ...names], { encoding: 'utf8' })
    .trim()
    .split(' ');
  expect(names.map((group) => sliceOf({ group }))).toEqual(escaped.map((it) => `rbee-${it}.slice`));
});
