import fc from 'fast-check';
import { expect, test } from 'vitest';
import { modelName, servedNames } from './model-name.ts';

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
  ['s3://key:secret@bucket/models/c?sig=secret', 'c'],
  ['file:///models/Qwen3-8B-Q4_K_M.gguf', 'Qwen3-8B-Q4_K_M'],
  ['https://huggingface.co/org/name', 'org/name'],
  ['https://hf.co/org/name/resolve/main/name-Q8_0.gguf?download=true', 'org/name:Q8_0'],
  ['huggingface.co/org/name', 'org/name'],
  ['hf://org/name', 'org/name'],
  ['https://host/only-a-token/', 'only-a-token'],
  ['https://host/', null],
  ['/hub/models--org--name-GGUF/snapshots/0a1b/name-UD-Q4_K_XL.gguf', 'org/name-GGUF:UD-Q4_K_XL'],
  ['/hub/models--org--name/snapshots/0a1b/name.IQ2_XXS-00001-of-00003.gguf', 'org/name:IQ2_XXS'],
  ['/hub/models--org--name/snapshots/0a1b/name-BF16.gguf', 'org/name:BF16'],
  ['org/name@main', 'org/name@main'],
  ['/models/Llama 3, 8B Instruct.Q4_K_M.gguf', 'Llama 3, 8B Instruct.Q4_K_M'],
  ['/models/C# coder; v2.gguf', 'C# coder; v2'],
  ['/models/50%3f/what?.gguf', 'what?'],
  ['/models/team:a@b/c#1', 'c#1'],
  ['llama3:70b@fp8', 'llama3:70b@fp8'],
  ['/hub/models--org--name-GGUF/snapshots/0a1b/first.gguf', 'org/name-GGUF:first'],
  ['/hub/models--org--name-GGUF/snapshots/0a1b/second-Q8_0.gguf', 'org/name-GGUF:second-Q8_0'],
  ['/hub/models--org--Name-GGUF/snapshots/0a1b/name.Q8_0.gguf', 'org/Name-GGUF:Q8_0'],
  ['https://hf.co/org/name/resolve/main/other-Q8_0.gguf?download=true', 'org/name:other-Q8_0'],
  ['hf_llama_3_1_8b_instruct.gguf', 'hf_llama_3_1_8b_instruct'],
  ['sk-learn-assistant-with-a-very-long-name', 'sk-learn-assistant-with-a-very-long-name'],
  ['github_patch_writer', 'github_patch_writer'],
  ['nvapi-nemotron', 'nvapi-nemotron'],
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

test('a name is null or of bounded length, whatever was given', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.webUrl(), fc.string({ minLength: 600, maxLength: 700 })),
      (given) => {
        const name = modelName(given);
        expect(name === null || (name.length > 0 && name.length <= 512)).toBe(true);
      },
    ),
    { numRuns: 40 }, // fast-check takes long to make an address
  );
});

const of = (count: number, unit = 'a1B2c3D4e5') => unit.repeat(20).slice(0, count);

test.each([
  `hf_${of(34)}`,
  `sk-${of(20)}T3BlbkFJ${of(20)}`,
  `sk-proj-${of(60)}`,
  `sk-ant-api03-${of(90)}AA`,
  `sk-or-v1-${of(64, '0a1b2c')}`,
  `ghp_${of(36)}`,
  `github_pat_${of(22)}_${of(59)}`,
  `glpat-${of(20)}`,
  `nvapi-${of(64)}`,
  `gsk_${of(52)}`,
  `xai-${of(80)}`,
  `AKIA${of(16, 'ABC234')}`,
  `AIza${of(35)}`,
  `npm_${of(36)}`,
  `dckr_pat_${of(27)}`,
  `xoxb-123456789012-${of(24)}`,
  `eyJ${of(20)}.eyJ${of(20)}`,
])('an access token is no name: %s', (token) => {
  expect(modelName(token)).toBeNull();
  expect(modelName(`/models/${token}.gguf`)).toBeNull();
  expect(modelName(`org/x-${token}`)).toBeNull();
  expect(servedNames([token, 'chat'])).toEqual({ is: 'named', name: 'chat' });
});

test.each([
  ['llama3/8b/chat', 'llama3/8b/chat'],
  ['llama3:70b@fp8', 'llama3:70b@fp8'],
  ['a,b', 'a,b'],
  ['/models/x/y.gguf', 'y'],
  ['https://user:secret@host/a/b?token=secret', 'b'],
  ['user:secret@host/a/b', 'b'],
])('the name %s under which a model is served is shown as %s', (given, name) => {
  expect(servedNames([given])).toEqual({ is: 'named', name });
});

const secret = fc.stringMatching(/^[a-z0-9]{12}$/);
const around = fc.constantFrom(
  (password: string, query: string) => `https://user:${password}@host/path/model?token=${query}`,
  (password: string, query: string) => `s3://${password}:${query}@host/path/model;x=${query}`,
  (password: string, query: string) => `hf://user:${password}@host/model#${query}`,
  (password: string, query: string) => `https://host/${password}/model%3Fsig=${query}`,
  (password: string, query: string) => `https://user:1/${password}@host/model?${query}`,
  (password: string, query: string) => `user:${password}/x@host/path/model?${query}`,
  (password: string, query: string) => `/models/model?${password}=/${query}`,
  (password: string, query: string) => `hf.co/org/model#${password}${query}`,
  (password: string, query: string) => `host/${password}/model.gguf?a=${query}`,
);

test('[W1] no planted secret of an address is left in the name', () => {
  fc.assert(
    fc.property(around, secret, secret, (write, password, query) => {
      expect(modelName(write(password, query))).toMatch(/^(?:host\/|org\/)?model$/);
    }),
  );
});
