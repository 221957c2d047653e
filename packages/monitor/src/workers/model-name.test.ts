import fc from 'fast-check';
import { expect, test } from 'vitest';
import { modelName } from './model-name.ts';

const DIGEST = 'a'.repeat(64);

test.each([
  ['meta-llama/Llama-3.1-8B', 'meta-llama/Llama-3.1-8B'],
  ['gpt2', 'gpt2'],
  ['/root/.cache/huggingface/hub/models--org--name/snapshots/0a1b/model.gguf', 'org/name'],
  ['/hub/models--gpt2/snapshots/0a1b', 'gpt2'],
  ['/models/Qwen3-8B-Q4_K_M.gguf', 'Qwen3-8B-Q4_K_M'],
  ['models/a.GGUF', 'a'],
  ['big-00001-of-00003.gguf', 'big'],
  ['/models/llama/', 'llama'],
  ['./llama', 'llama'],
  ['~/models/llama', 'llama'],
  ['some/deep/folder', 'folder'],
  ['https://user:secret@host:8443/models/b.gguf?token=secret#secret', 'b'],
  ['s3://key:secret@bucket/models/c?sig=secret', 's3://bucket/models/c'],
  ['https://user:sec/ret@host/c', null],
  [`/var/lib/ollama/models/blobs/sha256-${DIGEST}`, null],
  [`sha256:${DIGEST}`, null],
  ['/', null],
  ['.', null],
  ['..', null],
  ['', null],
  ['  ', null],
])('%s is called %s', (given, name) => {
  expect(modelName(given)).toBe(name);
});

test('a name is null or of bounded length, whatever was given', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.webUrl(), fc.string({ minLength: 600, maxLength: 700 })),
      (given) => {
        const name = modelName(given);
        expect(name === null || (name.length > 0 && name.length <= 512)).toBe(true);
      },
    ),
  );
});

test('[W1] no credentials and no query of a URL are left in the name', () => {
  const secret = fc.stringMatching(/^[a-z0-9]{12}$/);
  fc.assert(
    fc.property(fc.constantFrom('https', 's3', 'hf'), secret, secret, (scheme, password, query) => {
      const name = modelName(`${scheme}://user:${password}@host/path/model?token=${query}`);
      expect(name).toBe(`${scheme}://host/path/model`);
    }),
  );
});
