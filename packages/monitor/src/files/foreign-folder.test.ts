import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ForeignFolder } from './foreign-folder.ts';

let outside: string;
let root: string;
beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), 'rbee-foreign-'));
  root = join(outside, 'root');
  mkdirSync(join(root, 'store/inner'), { recursive: true });
  mkdirSync(join(outside, 'secret'));
  writeFileSync(join(outside, 'secret/file'), 'secret');
  writeFileSync(join(root, 'store/file'), 'text');
});
afterEach(() => rmSync(outside, { recursive: true }));

const openFiles = () => readdirSync('/proc/self/fd').length;
const opened = (path: string): ForeignFolder => {
  const folder = ForeignFolder.open(root, path);
  if (!folder.ok) throw new Error(folder.refusal);
  return folder.value;
};
const GONE = { ok: false, refusal: 'gone' };
const NOTHING = { ok: true, value: null };

describe.runIf(process.platform === 'linux')('a folder that others fill', () => {
  test('its folders and regular files are read, and nothing stays open', () => {
    const before = openFiles();
    const store = opened('/store');
    expect(store.text('file', 4)).toEqual({ ok: true, value: 'text' });
    expect(store.text('file', 3)).toEqual(NOTHING);
    const names = store.names(10);
    expect(names.ok && names.value.toSorted()).toEqual(['file', 'inner']);
    expect(store.names(1)).toMatchObject({ value: { length: 1 } });
    const inner = store.folder('inner');
    expect(inner.ok).toBe(true);
    if (inner.ok) inner.value.close();
    expect([store.text('none', 4), store.folder('none'), store.folder('file')]).toEqual([GONE, GONE, GONE]);
    const inode = (path: string) => ({ ok: true, value: `${lstatSync(join(root, path)).ino}` });
    symlinkSync('file', join(root, 'store/another'));
    expect(store.inode('file')).toEqual(inode('store/file'));
    expect(store.inode('another')).toEqual(inode('store/another'));
    expect(store.inode('none')).toEqual(GONE);
    store.close();
    expect(ForeignFolder.open(root, '/store/none/deeper')).toEqual(GONE);
    expect(openFiles()).toBe(before);
  });

  test('a link, a pipe, a device, a socket and a folder are no file, and none of them is opened', async () => {
    const store = opened('/store');
    symlinkSync(join(outside, 'secret/file'), join(root, 'store/link'));
    symlinkSync('file', join(root, 'store/link-inside'));
    symlinkSync('/dev/null', join(root, 'store/link-to-device'));
    execFileSync('mkfifo', [join(root, 'store/pipe')]);
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(join(root, 'store/socket'), resolve));
    for (const name of ['link', 'link-inside', 'link-to-device', 'pipe', 'socket', 'inner']) {
      expect([name, store.text(name, 100)]).toEqual([name, NOTHING]);
    }
    const devices = ForeignFolder.open('/dev', '/');
    expect(devices.ok && devices.value.text('zero', 100)).toEqual(NOTHING);
    if (devices.ok) devices.value.close();
    server.close();
    store.close();
  });

  test('a link in it leads to no folder', () => {
    const store = opened('/store');
    symlinkSync(join(outside, 'secret'), join(root, 'store/away'));
    symlinkSync('inner', join(root, 'store/near'));
    expect([store.folder('away').ok, store.folder('near').ok, store.folder('inner').ok]).toEqual([
      false,
      false,
      true,
    ]);
    store.close();
  });

  test('links on the way to it stay below the root', () => {
    symlinkSync('/store', join(root, 'absolute'));
    symlinkSync('../../../store', join(root, 'relative'));
    symlinkSync('/secret', join(root, 'outside'));
    symlinkSync('../secret', join(root, 'above'));
    symlinkSync('loop', join(root, 'loop'));
    const { identity } = opened('/store');
    for (const path of [
      '/absolute',
      '/relative',
      '/../../store/inner/..',
      '/relative/inner/../../absolute/.',
    ]) {
      expect([path, opened(path).identity]).toEqual([path, identity]);
    }
    for (const path of ['/outside', '/above', '/loop', '/../secret', '/store/file', '/store/file/x']) {
      expect([path, ForeignFolder.open(root, path)]).toEqual([path, GONE]);
    }
  });
});
