import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Running, run } from './run.ts';

let running: Running;
beforeEach(async () => {
  running = await run({ host: '127.0.0.1', port: 0, model: 'bee', order: 2 });
});
afterEach(() => running.stop());

const at = (path: string): string => `http://127.0.0.1:${running.port}${path}`;
const get = async (path: string) => (await fetch(at(path))).json();
const post = (path: string, body: string, type = 'application/json') =>
  fetch(at(path), { method: 'POST', body, headers: { 'content-type': type } });
const figure = async (name: string): Promise<number> => {
  const text = await (await fetch(at('/metrics'))).text();
  return Number(new RegExp(`^llamacpp:${name} (.*)$`, 'm').exec(text)?.[1] ?? 'NaN');
};

test("describes itself as llama.cpp's server does", async () => {
  expect(await get('/health')).toEqual({ status: 'ok' });
  expect(await get('/props')).toMatchObject({ model_alias: 'bee', total_slots: 2, is_sleeping: false });
  expect(await get('/v1/models')).toMatchObject({
    object: 'list',
    data: [{ id: 'bee', owned_by: 'llamacpp', meta: { n_params: expect.any(Number) } }],
  });
});

test('a completion contains text and is counted', async () => {
  const body = JSON.stringify({ prompt: 'The hive', n_predict: 30, seed: 1 });
  const answer = await (await post('/completion', body)).json();
  expect(answer).toMatchObject({ model: 'bee', stop: true, tokens_evaluated: 2, tokens_predicted: 30 });
  expect(answer.content.split(' ').length).toBeGreaterThan(10);
  expect(await figure('prompt_tokens_total')).toBe(2);
  expect(await figure('tokens_predicted_total')).toBe(30);
  expect(await figure('n_decode_total')).toBe(30);
  expect(await figure('n_tokens_max')).toBe(32);
  expect(await figure('tokens_predicted_seconds_total')).toBeGreaterThan(0);
  expect(await figure('requests_processing')).toBe(0);
});

test('the route of OpenAI gives the same text', async () => {
  const body = JSON.stringify({ prompt: 'The hive', max_tokens: 12, seed: 1 });
  const plain = await (await post('/completion', body)).json();
  expect(await (await post('/v1/completions', body)).json()).toMatchObject({
    object: 'text_completion',
    choices: [{ text: plain.content, finish_reason: 'length' }],
    usage: { prompt_tokens: 2, completion_tokens: 12, total_tokens: 14 },
  });
});

test('answers other requests while it generates', async () => {
  const long = post('/completion', JSON.stringify({ prompt: 'The', n_predict: 2_048 }));
  let busy = 0;
  while (busy === 0) busy = await figure('requests_processing');
  expect(busy).toBe(1);
  expect(await long.then((response) => response.status)).toBe(200);
});

test.each([
  ['{"prompt":1}', 'application/json', 400, '"prompt" must be a string.'],
  ['{"prompt":', 'application/json', 400, 'The body is not JSON.'],
  ['{"prompt":"a"}', 'text/plain', 415, 'The content type must be application/json.'],
  [`"${'a'.repeat(70_000)}"`, 'application/json', 413, 'The body must not be larger than 65536 bytes.'],
])('answers the body %.20s of type %s with %i', async (body, type, status, message) => {
  const response = await post('/completion', body, type);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ error: { code: status, message } });
});

test('refuses other addresses and methods', async () => {
  expect((await fetch(at('/nope'))).status).toBe(404);
  const wrong = await fetch(at('/completion'));
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
});

test('a port in use is an error that leaves no files behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sample-worker-test-'));
  const again = run({ host: '127.0.0.1', port: running.port, model: 'bee', order: 2 }, folder);
  await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await rmdir(folder); // fails when the folder is not empty
});
