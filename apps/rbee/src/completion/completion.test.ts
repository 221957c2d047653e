import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { completionScript } from './index.ts';

const has = (shell: string): boolean => spawnSync(shell, ['--version']).error === undefined;

function fileOf(shell: 'bash' | 'zsh' | 'fish'): string {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-completion-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'rbee');
  writeFileSync(path, completionScript(shell));
  return path;
}

/** What bash proposes for a line whose words are given; the last one is being typed. */
function inBash(words: readonly string[], cwd = '/'): readonly string[] {
  const program = `
    source "$0" && complete -p rbee > /dev/null || exit 1
    COMP_WORDS=(rbee "$@"); COMP_CWORD=$#
    _rbee
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const args = ['--norc', '--noprofile', '-c', program, fileOf('bash'), ...words];
  return execFileSync('bash', args, { encoding: 'utf8', cwd })
    .split('\n')
    .filter((it) => it !== '');
}

test.each([
  [['qu'], ['queen']],
  [['h'], ['hive', 'help', 'history']],
  [
    ['history', ''],
    ['info', 'export', 'prune', '--help'],
  ],
  [
    ['history', 'export', '--t'],
    ['--to', '--tier'],
  ],
  [
    ['history', 'export', '--tier', ''],
    ['1s', '1m', '15m'],
  ],
  [['queen', '--log-l'], ['--log-level']],
  [['queen', '--log-level', 'd'], ['debug']],
  [['queen', '--log-format', '=', 'j'], ['json']],
  [
    ['queen', '--log-format', '='],
    ['pretty', 'json'],
  ],
  [['queen', '--port', ''], []],
  [['completion', 'z'], ['zsh']],
  [['help', 'histo'], ['history']],
  [['help', 'history', 'i'], ['info']],
  [['top', '--on'], ['--once']],
  [['nothing', '--'], []],
  [['version', ''], ['--help']],
])('bash proposes for %j: %j', (words, expected) => {
  expect(inBash(words)).toEqual(expected);
});

test('bash proposes files for a file, and commands and files after --', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'my ca.pem'), '');
  expect(inBash(['hive', '--queen-ca', 'my'], folder)).toEqual(['my ca.pem']);
  expect(inBash(['run', '--group', 'g', '--', 'bas'])).toContain('bash');
  expect(inBash(['run', '--', 'cat', 'my'], folder)).toEqual(['my ca.pem']);
});

test.skipIf(!has('zsh'))('zsh, where it is installed, reads its script', () => {
  expect(spawnSync('zsh', ['-f', '-n', fileOf('zsh')], { encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
});

test.skipIf(!has('fish')).each([
  ['rbee qu', ['queen']],
  ['rbee history ', ['export', 'info', 'prune']],
  ['rbee queen --log-level d', ['debug']],
  ['rbee history export --ti', ['--tier']],
  ['rbee top --on', ['--once']],
  ['rbee completion ', ['bash', 'fish', 'zsh']],
])('fish, where it is installed, proposes for "%s": %j', (line, expected) => {
  const program = 'source $argv[1]; complete -C $argv[2]';
  const output = execFileSync('fish', ['--no-config', '-c', program, fileOf('fish'), line], {
    encoding: 'utf8',
  });
  const proposed = output.split('\n').map((it) => it.split('\t')[0] ?? '');
  expect(proposed.filter((it) => it !== '').toSorted()).toEqual(expected);
});
