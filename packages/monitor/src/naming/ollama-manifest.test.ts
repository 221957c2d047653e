import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blobPlace } from './ollama-digest.ts';
import { manifestName, readManifest } from './ollama-index.ts';

const DIGEST = 'c'.repeat(64);
const MODEL = { mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${DIGEST}` };
const TEMPLATE = { mediaType: 'application/vnd.ollama.image.template', digest: `sha256:${'d'.repeat(64)}` };

test('the digest of the model is in the layer with the media type of models', () => {
  expect(readManifest(JSON.stringify({ schemaVersion: 2, layers: [TEMPLATE, MODEL] }))).toBe(DIGEST);
});

test.each([
  ['', '{', 'null', '[]', '{"layers":{}}', '{"layers":[null]}'],
  [
    JSON.stringify({ layers: [TEMPLATE] }),
    JSON.stringify({ layers: [{ ...MODEL, digest: '../../etc/shadow' }] }),
  ],
])('%j is no manifest with a model', (...texts) => {
  for (const text of texts) expect(readManifest(text)).toBeNull();
});

test('no text makes the parser of manifests throw', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => readManifest(text) === null));
});

test('the path of a blob contains its store', () => {
  expect(blobPlace(`/var/models/blobs/sha256-${DIGEST}`)).toEqual({ store: '/var/models', digest: DIGEST });
  expect(blobPlace(`blobs/sha256-${DIGEST}`)).toBeNull();
  expect(blobPlace(`/var/models/blobs/sha256-${DIGEST.slice(1)}`)).toBeNull();
  expect(blobPlace('/var/models/a.gguf')).toBeNull();
});

test.each([
  ['registry.ollama.ai/library/llama3.2/3b', 'llama3.2:3b'],
  ['registry.ollama.ai/mine/chat/latest', 'mine/chat:latest'],
  ['hf.co/org/name-GGUF/Q4_K_M', 'hf.co/org/name-GGUF:Q4_K_M'],
  ['registry.ollama.ai/library/llama3.2', null],
  ['a/b/c/d/e', null],
])('%s is %s', (path, name) => {
  expect(manifestName(path)).toBe(name);
});
