import { execFileSync } from 'node:child_process';
import { linkSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeMachine, type FakeMachine, ollamaManifest } from '../../testing/index.ts';
import { createFiles, type Files, type Folder } from '../files/index.ts';
import { OllamaStore } from './ollama-store.ts';

const DIGEST = 'c'.repeat(64);
const STORE = '/no/such/store';
const BLOB = `${STORE}/blobs/sha256-${DIGEST}`;
const GONE = { ok: false, refusal: 'gone' };

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
  machine.process({ pid: 70 });
});
afterEach(() => machine.remove());

const storeOf = (files: Files = createFiles(), nowMs?: () => number) =>
  new OllamaStore(files, machine.procRoot, nowMs);
const inStore = (path: string) => `70/root${STORE}/manifests/registry.ollama.ai/library/${path}`;

test('the name of a blob is in the manifest of the store that the process sees', () => {
  machine.file(inStore('qwen3/8b'), ollamaManifest('d'.repeat(64)));
  machine.file(inStore('llama3.2/3b'), ollamaManifest(DIGEST));
  expect(storeOf().nameOf(BLOB, 70, 0)).toEqual({ ok: true, value: 'llama3.2:3b' });
});

test('if several manifests name one blob, the alphabetically first name is used', () => {
  for (const tag of ['latest', '3b']) machine.file(inStore(`llama3.2/${tag}`), ollamaManifest(DIGEST));
  expect(storeOf().nameOf(BLOB, 70, 0)).toEqual({ ok: true, value: 'llama3.2:3b' });
});

test('a name that was found is kept; a failed search is repeated after half a minute', () => {
  const store = storeOf();
  expect(store.nameOf(BLOB, 70, 0)).toEqual(GONE);
  machine.file(inStore('llama3.2/3b'), ollamaManifest(DIGEST));
  expect(store.nameOf(BLOB, 70, 29_999)).toEqual(GONE);
  expect(store.nameOf(BLOB, 70, 30_000)).toMatchObject({ ok: true });
  machine.end(70);
  expect(store.nameOf(BLOB, 70, 99_000)).toMatchObject({ ok: true });
});

test('invalid manifests are ignored: garbage, a file that is too large, a pipe without a writer', () => {
  machine.file(inStore('garbage/1'), '{');
  machine.file(inStore('large/1'), `${' '.repeat(300_000)}${ollamaManifest(DIGEST)}`);
  machine.file(inStore('pipe/1'), '');
  const pipe = `${machine.procRoot}/${inStore('pipe/2')}`;
  execFileSync('mkfifo', [pipe]);
  expect(storeOf().nameOf(BLOB, 70, 0)).toEqual(GONE);
});

test('[W2] a store that may not be read gives the reason permission', () => {
  const refusing: Files = { ...createFiles(), foreign: () => ({ ok: false, refusal: 'permission' }) };
  expect(storeOf(refusing).nameOf(BLOB, 70, 0)).toEqual({ ok: false, refusal: 'permission' });
});

/** Lists the manifests that are read. */
function counting() {
  const read: string[] = [];
  const counted = (folder: Folder): Folder =>
    new Proxy(folder, {
      get: (target, name) => {
        if (name === 'folder') {
          return (it: string) => {
            const found = target.folder(it);
            return found.ok ? { ok: true, value: counted(found.value) } : found;
          };
        }
        if (name === 'text') {
          return (...it: Parameters<Folder['text']>) => {
            const text = target.text(...it);
            if (text.ok && text.value !== null) read.push(text.value);
            return text;
          };
        }
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  const files = createFiles();
  const foreign: Files['foreign'] = (root, path) => {
    const found = files.foreign(root, path);
    return found.ok ? { ok: true, value: counted(found.value) } : found;
  };
  return { read, files: { ...files, foreign } };
}

const digest = (at: number) => at.toString(16).padStart(64, '0');
const blob = (at: number) => `${STORE}/blobs/sha256-${digest(at)}`;

test('a flood of manifests is read within bounds, and not again for each new digest', () => {
  const large = `${' '.repeat(60_000)}${ollamaManifest(DIGEST)}`;
  machine.file(inStore('flood/0'), large);
  for (let at = 1; at < 2_000; at += 1) {
    linkSync(`${machine.procRoot}/${inStore('flood/0')}`, `${machine.procRoot}/${inStore(`flood/${at}`)}`);
  }
  const { read, files } = counting();
  const store = storeOf(files, () => 0);
  store.nameOf(BLOB, 70, 0);
  expect(read.length).toBeGreaterThan(10);
  expect(read.length).toBeLessThan(100);
  const once = read.length;
  for (let at = 0; at < 20; at += 1) store.nameOf(blob(at), 70, 1_000 + at);
  expect(read.length).toBe(once);
});

test('a slow store does not hold a sample: the time for all stores of a sample is bounded', () => {
  for (let at = 0; at < 50; at += 1) machine.file(inStore(`m/${at}`), ollamaManifest(digest(at)));
  machine.process({ pid: 71 });
  machine.file(`71/root${STORE}/manifests/registry.ollama.ai/library/m/1`, ollamaManifest(DIGEST));
  let nowMs = 0;
  const { read, files } = counting();
  const store = storeOf(files, () => {
    nowMs += 20;
    return nowMs;
  });
  store.nameOf(BLOB, 70, 0);
  expect(read.length).toBeLessThan(12);
  const first = read.length;
  expect(store.nameOf(BLOB, 71, 0)).toEqual(GONE);
  expect(read.length).toBe(first);
  expect(store.nameOf(BLOB, 71, 1_000)).toEqual({ ok: true, value: 'm:1' });
});

test('a digest that is not found is searched for ever more rarely', () => {
  machine.file(inStore('m/1'), ollamaManifest(digest(1)));
  const { read, files } = counting();
  const store = storeOf(files);
  const reads: number[] = [];
  for (let second = 0; second < 4 * 3_600; second += 1) {
    const before = read.length;
    store.nameOf(BLOB, 70, second * 1_000);
    if (read.length > before) reads.push(second);
  }
  expect(reads).toEqual([0, 30, 90, 210, 450, 930, 1_890, 3_810, 7_410, 11_010]);
});

test('a name is that of the store of the process, not of another process with the same path', () => {
  machine.process({ pid: 71 });
  machine.file(inStore('mine/1'), ollamaManifest(DIGEST));
  machine.file(`71/root${STORE}/manifests/registry.ollama.ai/library/other/1`, ollamaManifest(DIGEST));
  const store = storeOf();
  expect(store.nameOf(BLOB, 70, 0)).toEqual({ ok: true, value: 'mine:1' });
  expect(store.nameOf(BLOB, 71, 0)).toEqual({ ok: true, value: 'other:1' });
});

test('a link on the way to a store is that of the process; a link in a store is not followed', () => {
  const library = 'manifests/registry.ollama.ai/library';
  machine.file(`70/root/data/ollama/${library}/m/1`, ollamaManifest(DIGEST));
  machine.link(`70/root${STORE}`, '/data/ollama');
  expect(storeOf().nameOf(BLOB, 70, 0)).toEqual({ ok: true, value: 'm:1' });
  rmSync(`${machine.procRoot}/70/root/data/ollama/${library}/m/1`);
  machine.file('70/root/elsewhere/1', ollamaManifest(DIGEST));
  machine.link(`70/root/data/ollama/${library}/m/1`, '../../../../../../elsewhere/1');
  machine.link(`70/root/data/ollama/${library}/folder`, '../../../../../elsewhere');
  expect(storeOf().nameOf(BLOB, 70, 0)).toEqual(GONE);
});
