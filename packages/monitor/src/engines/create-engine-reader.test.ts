import { expect, onTestFinished, test } from 'vitest';
import { anEngineServer } from '../../testing/an-engine-server.ts';
import { startFakeEngine } from '../../testing/fake-engine.ts';
import { LLAMA_IDLE } from '../../testing/llama-answers.ts';
import { createEngineReader, type EngineOptions } from './create-engine-reader.ts';

/** Reads a fake llama.cpp once with these options, over a real connection. */
async function readOnce(options: EngineOptions) {
  const engine = await startFakeEngine();
  engine.answer(LLAMA_IDLE);
  const reader = createEngineReader(options);
  onTestFinished(() => reader.close());
  const server = anEngineServer({ endpoint: { ok: true, value: engine.endpoint } });
  const state = () => {
    const report = reader.read(server);
    reader.endSample();
    return report.engine?.state;
  };
  await expect.poll(state, { timeout: 10_000 }).toBe('ready');
  return engine;
}

test('by default the metrics are read, and no key is sent', async () => {
  const engine = await readOnce({});
  expect(engine.requests).toEqual(['GET /props', 'GET /metrics', 'GET /v1/models']);
  expect(engine.headers).not.toHaveProperty('authorization');
});

test.each(['*', 'llm/8080'])(
  '[E1] the metrics of %s are not read if the user does not want it',
  async (worker) => {
    const engine = await readOnce({ withoutMetrics: ['llm/1', worker] });
    expect(engine.requests).toEqual(['GET /props', 'GET /v1/models']);
  },
);

test('a key is sent to the worker that it is for', async () => {
  const keys = [{ worker: 'llm/8080', key: 'planted', ownerId: 1000 }];
  expect((await readOnce({ keys })).headers).toMatchObject({ authorization: 'Bearer planted' });
});

test('a reader that is switched off knows no engine', () => {
  expect(createEngineReader({ enabled: false }).knows('vllm')).toBe(false);
  expect(createEngineReader().knows('vllm')).toBe(true);
});
