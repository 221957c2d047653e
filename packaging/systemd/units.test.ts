import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const UNITS = ['rbee-hive', 'rbee-queen'];
/** Of 100; systemd prints a tenth of it, 3.0. */
const MAX_EXPOSURE = 30;

const pathOf = (unit: string): string => fileURLToPath(new URL(`${unit}.service`, import.meta.url));
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
const skipped = hasSystemd ? '' : ' (skipped: there is no systemd-analyze)';

/** Values of a setting of a unit, in the order of the file. */
const valuesOf = (unit: string, name: string): string[] =>
  [...readFileSync(pathOf(unit), 'utf8').matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(
    ([, it]) => it ?? '',
  );

test.skipIf(!hasSystemd).each(UNITS)(
  `%s is exposed at most 3.0 by the count of systemd${skipped}`,
  (unit) => {
    const args = ['security', '--offline=true', '--no-pager', `--threshold=${MAX_EXPOSURE}`, pathOf(unit)];
    const { status, stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
    expect({
      status,
      stderr,
      overall: stdout.split('\n').findLast((line) => line.includes('Overall')),
    }).toEqual({
      status: 0,
      stderr: '',
      overall: expect.stringContaining('Overall exposure level'),
    });
  },
);

test.skipIf(!hasSystemd).each(UNITS)(`systemd understands every line of %s${skipped}`, (unit) => {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-unit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, `${unit}.service`);
  // systemd wants the program to exist.
  writeFileSync(path, readFileSync(pathOf(unit), 'utf8').replace('/usr/bin/rbee ', '/bin/true '));
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', path], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('only the hive has capabilities, and only the two that it needs', () => {
  expect(valuesOf('rbee-hive', 'CapabilityBoundingSet')).toEqual(['CAP_SYS_PTRACE CAP_DAC_READ_SEARCH']);
  expect(valuesOf('rbee-queen', 'CapabilityBoundingSet')).toEqual(['']);
  expect(valuesOf('rbee-queen', 'AmbientCapabilities')).toEqual([]);
});

test.each([
  [
    'rbee-hive',
    [
      'MemoryDenyWriteExecute',
      'PrivateDevices',
      'ProtectProc',
      'ProcSubset',
      'PrivateUsers',
      'PrivateNetwork',
    ],
  ],
  ['rbee-queen', ['MemoryDenyWriteExecute']],
])('%s has no setting that stops it from working', (unit, settings) => {
  expect(settings.flatMap((name) => valuesOf(unit, name))).toEqual([]);
});

test.each(UNITS)('systemd starts %s again if it is blocked, and waits until it has started', (unit) => {
  const of = (name: string) => valuesOf(unit, name);
  expect([of('Type'), of('NotifyAccess'), of('WatchdogSec'), of('Restart')]).toEqual([
    ['notify'],
    ['all'],
    ['60'],
    ['always'],
  ]);
});
