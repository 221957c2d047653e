import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeMachine, type FakeMachine } from '../../testing/index.ts';
import { createFiles, type Files } from '../files/index.ts';
import { OllamaStore } from './ollama-store.ts';

const DIGEST = 'c'.repeat(64);
const STORE = '/no/such/store';
const BLOB = `${STORE}/blobs/sha256-${DIGEST}`;
const GONE = { ok: false, refusal: 'gone' };
const manifest = (digest: string) =>
  JSON.stringify({
    layers: [{ mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${digest}` }],
  });

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
  machine.process({ pid: 70 });
});
afterEach(() => machine.remove());

const storeOf = (files: Files = createFiles()) => new OllamaStore(files, machine.procRoot);
const inStore = (path: string) => `70/root${STORE}/manifests/registry.ollama.ai/library/${path}`;

test('the name of a blob is in the manifest of the store that the process sees', () => {
  machine.file(inStore('qwen3/8b'), manifest('d'.repeat(64)));
  machine.file(inStore('llama3.2/3b'), manifest(DIGEST));
  expect(storeOf().nameOf(BLOB, 70, 0)).toEqual({ ok: true, value: 'llama3.2:3b' });
});

test('if several manifests name one blob, the alphabetically first name is used', () => {
  for (const tag of ['latest', '3b']) machine.file(inStore(`llama3.2/${tag}`), manifest(DIGEST));
  expect(storeOf().nameOf(BLOB, 70, 0)).toEqual({ ok: true, value: 'llama3.2:3b' });
});

test('a name that was found is kept; a failed search is repeated after half a minute', () => {
  const store = storeOf();
  expect(store.nameOf(BLOB, 70, 0)).toEqual(GONE);
  machine.file(inStore('llama3.2/3b'), manifest(DIGEST));
  expect(store.nameOf(BLOB, 70, 29_999)).toEqual(GONE);
  expect(store.nameOf(BLOB, 70, 30_000)).toMatchObject({ ok: true });
  machine.end(70);
  expect(store.nameOf(BLOB, 70, 99_000)).toMatchObject({ ok: true });
});

test('invalid manifests are ignored: garbage, a file that is too large, a pipe without a writer', () => {
  machine.file(inStore('garbage/1'), '{');
  machine.file(inStore('large/1'), `${' '.repeat(300_000)}${manifest(DIGEST)}`);
  machine.file(inStore('pipe/1'), '');
  const pipe = `${machine.procRoot}/${inStore('pipe/2')}`;
  execFileSync('mkfifo', [pipe]);
  expect(storeOf().nameOf(BLOB, 70, 0)).toEqual(GONE);
});

test('[W2] a store that may not be read gives the reason permission', () => {
  const files = createFiles();
  const refusing: Files = { ...files, names: () => ({ ok: false, refusal: 'permission' }) };
  expect(storeOf(refusing).nameOf(BLOB, 70, 0)).toEqual({ ok: false, refusal: 'permission' });
});
