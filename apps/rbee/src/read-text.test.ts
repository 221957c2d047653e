import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { readText } from './read-text.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rbee-read-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  file = join(folder, 'rbee.config.json');
  writeFileSync(file, '{"ü": 1}', { mode: 0o644 });
});

const complaint = (path: string, from: 'named' | 'found' = 'named') => {
  const read = readText(path, from);
  return read.ok || read.code !== null ? read : read.complaint;
};

test('reads an ordinary file, directly and through symbolic links', () => {
  const link = join(folder, 'link');
  symlinkSync('rbee.config.json', link);
  for (const path of [file, link]) {
    for (const from of ['named', 'found'] as const) {
      expect(readText(path, from)).toEqual({ ok: true, text: '{"ü": 1}' });
    }
  }
});

test('gives the code of the system for a file that does not exist', () => {
  expect(readText(join(folder, 'gone'), 'found')).toEqual({ ok: false, code: 'ENOENT' });
  expect(readText(join(file, 'below'), 'named')).toEqual({ ok: false, code: 'ENOTDIR' });
});

test.runIf(process.platform === 'linux')(
  'refuses at once what is no ordinary file, and does not open it',
  () => {
    const fifo = join(folder, 'fifo');
    spawnSync('mkfifo', [fifo]);
    symlinkSync(fifo, join(folder, 'link'));
    for (const path of [fifo, join(folder, 'link')]) expect(complaint(path)).toContain('it is a FIFO');
    expect(complaint(folder)).toContain('it is a folder');
    expect(complaint('/dev/zero')).toContain('it is a device');
    expect(complaint('/dev/tty')).toContain('it is a device');
  },
);

test.runIf(process.platform === 'linux')('refuses a socket', async () => {
  const path = join(folder, 'socket');
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(path, resolve));
  expect(complaint(path)).toContain('it is a socket');
});

test('reads at most 1 MiB', () => {
  truncateSync(file, 1024 * 1024);
  expect(readText(file, 'named').ok).toBe(true);
  truncateSync(file, 1024 * 1024 + 1);
  expect(complaint(file)).toContain('larger than 1 MiB');
  truncateSync(file, 2 ** 40);
  expect(complaint(file)).toContain('larger than 1 MiB');
});

describe.skipIf(process.geteuid === undefined)('a file that was found', () => {
  test.each([0o664, 0o646, 0o666, 0o777, 0o602])('is not used if its mode is %o', (mode) => {
    chmodSync(file, mode);
    expect(complaint(file, 'found')).toBe(
      `other users can write to ${file}, so they could choose the settings; run chmod go-w on it, name a file with --config, or use --no-config`,
    );
    expect(readText(file, 'named').ok).toBe(true);
  });

  test.each([0o777, 0o1777, 0o775, 0o757])('is not used if the mode of its folder is %o', (mode) => {
    chmodSync(folder, mode);
    expect(complaint(file, 'found')).toContain(`other users can write to ${folder},`);
  });

  test.each([0o777, 0o775])('is not used if the mode of a folder further up is %o', (mode) => {
    const inner = join(folder, 'a', 'b');
    mkdirSync(inner, { recursive: true });
    writeFileSync(join(inner, 'x.json'), '{}');
    expect(readText(join(inner, 'x.json'), 'found').ok).toBe(true);
    chmodSync(join(folder, 'a'), mode);
    expect(complaint(join(inner, 'x.json'), 'found')).toContain(
      `other users can write to ${join(folder, 'a')},`,
    );
  });

  test('is not used if a link leads through a place where others can write', () => {
    const open = join(folder, 'open');
    mkdirSync(open);
    writeFileSync(join(open, 'x.json'), '{}');
    symlinkSync('open/x.json', join(folder, 'first'));
    symlinkSync('first', join(folder, 'second'));
    expect(readText(join(folder, 'second'), 'found').ok).toBe(true);
    chmodSync(open, 0o777);
    expect(complaint(join(folder, 'second'), 'found')).toContain(`other users can write to ${open},`);
  });
});

describe.skipIf(process.geteuid?.() !== 0)('for root, a file that was found', () => {
  const NOBODY = 65_534;
  const stranger = `belongs to another user (uid ${NOBODY}); mend that, name a file with --config, or use --no-config`;

  test('is not used if it, its folder or a folder further up belongs to another user', () => {
    const inner = join(folder, 'inner');
    mkdirSync(inner);
    const path = join(inner, 'x.json');
    writeFileSync(path, '{}');
    for (const place of [path, inner, folder]) {
      chownSync(place, NOBODY, NOBODY);
      expect(complaint(path, 'found')).toBe(`${place} ${stranger}`);
      expect(readText(path, 'named').ok).toBe(true);
      chownSync(place, 0, 0);
    }
  });

  test('is not used if another user made the link to it', () => {
    const link = join(folder, 'link');
    symlinkSync(file, link);
    expect(readText(link, 'found').ok).toBe(true);
    spawnSync('chown', ['-h', `${NOBODY}`, link]);
    expect(complaint(link, 'found')).toBe(`${link} ${stranger}`);
  });
});
