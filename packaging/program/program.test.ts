import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zstdDecompressSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { archiveOf } from './archive.ts';
import { installScript } from './install-script.ts';

const folderHere = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-program-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

test('an archive has the files of a folder in order, with their sizes and whether they can be executed', () => {
  const folder = folderHere();
  mkdirSync(join(folder, 'b'));
  writeFileSync(join(folder, 'b', 'é.txt'), 'two');
  writeFileSync(join(folder, 'a'), '');
  writeFileSync(join(folder, 'c'), 'run');
  chmodSync(join(folder, 'c'), 0o755);
  const text = zstdDecompressSync(archiveOf(folder)).toString();
  const end = text.indexOf('\n');
  expect(JSON.parse(text.slice(0, end))).toEqual([
    { path: 'a', size: 0, runs: false },
    { path: 'b/é.txt', size: 3, runs: false },
    { path: 'c', size: 3, runs: true },
  ]);
  expect(text.slice(end + 1)).toBe('tworun');
  expect(archiveOf(folder)).toEqual(archiveOf(folder));
});

const RELEASE = {
  version: '1.2.3',
  address: 'https://example.org/v1.2.3',
  digests: { x64: 'ab'.repeat(32) },
};

test('install.sh knows version, address and checksums, and is a script that a shell can read', () => {
  const path = join(folderHere(), 'install.sh');
  writeFileSync(path, installScript(RELEASE));
  expect(spawnSync('sh', ['-n', path], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  const dry = spawnSync('sh', [path, '--dry-run', '--to', '/nowhere'], { encoding: 'utf8' });
  if (process.platform !== 'linux' || process.arch !== 'x64') return;
  expect(dry.stdout).toContain(`downloads https://example.org/v1.2.3/rbee-1.2.3-linux-x64,`);
  expect(dry.stdout).toContain('ab'.repeat(32));
  expect(dry.stdout).toContain('/nowhere/rbee');
});

test.each(["a'b", 'a b', '$(id)', 'a\nb', 'a;b'])('install.sh has no place for %j', (text) => {
  expect(() => installScript({ ...RELEASE, address: text })).toThrow('cannot be part of install.sh');
  expect(() => installScript({ ...RELEASE, version: text })).toThrow('cannot be part of install.sh');
  expect(() => installScript({ ...RELEASE, digests: { x64: text } })).toThrow('cannot be part of install.sh');
});

test.each(['rbee', 'postinst', 'prerm', 'postrm'])('the script %s of the Debian package is valid', (name) => {
  const path = fileURLToPath(new URL(`./deb/${name}`, import.meta.url));
  expect(execFileSync('sh', ['-n', path], { encoding: 'utf8' })).toBe('');
});
