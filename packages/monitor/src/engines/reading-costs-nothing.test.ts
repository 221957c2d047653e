import { expect, onTestFinished, test } from 'vitest';
import { ANSWERS } from '../../testing/engine-answers.ts';
import { startFakeEngine } from '../../testing/fake-engine.ts';
import { LLAMA_ROUTER, llamaMetricsText, slotsOf } from '../../testing/llama-answers.ts';
import { createManualEngineClock } from '../../testing/manual-engine-clock.ts';
import { Asker } from './asker.ts';
import { openHttp } from './connection.ts';
import type { EngineDescription } from './description.ts';
import { DESCRIPTIONS } from './descriptions.ts';

/** All that any engine is asked. A path is added here only after its engine's source was read. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'llama.cpp': ['/props', '/metrics', '/v1/models'],
  vllm: ['/metrics', '/v1/models', '/version'],
  sglang: ['/v1/loads', '/metrics', '/v1/models'],
  tgi: ['/info', '/metrics'],
  ollama: ['/api/ps', '/api/version'],
  lmstudio: ['/api/v0/models'],
  'tensorrt-llm': ['/prometheus/metrics', '/v1/models', '/version'],
  koboldcpp: ['/api/extra/perf', '/api/extra/version', '/api/extra/true_max_context_length', '/api/v1/model'],
  'llama-swap': ['/running', '/v1/models'],
  'text-embeddings-inference': ['/info', '/metrics'],
  lmdeploy: ['/metrics', '/v1/models'],
  tabbyapi: ['/v1/model'],
  aphrodite: ['/metrics', '/v1/models'],
  'mistral.rs': ['/metrics', '/health', '/v1/models'],
  localai: ['/version', '/v1/models'],
  mlx: ['/health'],
  triton: ['/v2', '/v2/models/stats'],
};
/** What the other servers of an engine are asked: those for single models or single ranks. */
const ALLOWED_OF_RUNNERS: Readonly<Record<string, readonly string[]>> = {
  'llama.cpp': ['/props', '/metrics'],
  ollama: ['/slots'],
  vllm: ['/metrics'],
};

/** Starts an engine with its runner, and asks for a reading in each of so many minutes. */
async function readAll(description: EngineDescription, answers = ANSWERS[description.kind] ?? {}) {
  const [server, runner] = [await startFakeEngine(), await startFakeEngine()];
  server.answer(answers);
  runner.answer({ ...slotsOf([5, null]), '/metrics': { body: llamaMetricsText(1, 0) } });
  const clock = createManualEngineClock();
  const connections = [openHttp(server.endpoint, clock), openHttp(runner.endpoint, clock)] as const;
  onTestFinished(() => {
    for (const it of connections) it.close();
  });
  const asker = new Asker(connections[0], description.paths, clock.nowMs);
  const ofRunner = new Asker(connections[1], description.runnerPaths ?? [], clock.nowMs);
  for (let minute = 0; minute < 12; minute += 1) {
    await description.read({
      json: (path, pace) => asker.json(path, pace),
      metrics: (path, names, pace) => asker.metrics(path, names, pace),
      runners: description.runnerPaths ? [ofRunner] : [],
      hasAllRunners: true,
      wasBusy: false,
      mayReadMetrics: true,
    });
    clock.pass(60_000);
  }
  return { server, runner };
}

const allowed = (paths: readonly string[] = []) => paths.map((it) => `GET ${it}`);

test.each(DESCRIPTIONS)(
  '[E1] of $kind nothing is asked but the paths that cost its user nothing',
  async (it) => {
    expect([...it.paths].toSorted()).toEqual([...(ALLOWED[it.kind] ?? [])].toSorted());
    expect([...(it.runnerPaths ?? [])]).toEqual([...(ALLOWED_OF_RUNNERS[it.kind] ?? [])]);
    for (const answers of [ANSWERS[it.kind], {}]) {
      const { server, runner } = await readAll(it, answers);
      expect(server.requests.length).toBeGreaterThan(0);
      for (const request of server.requests) expect(allowed(ALLOWED[it.kind])).toContain(request);
      for (const request of runner.requests) expect(allowed(ALLOWED_OF_RUNNERS[it.kind])).toContain(request);
    }
  },
);

test("[E1] llama.cpp's router is asked nothing that names a model, and its children themselves", async () => {
  const [llama] = DESCRIPTIONS.filter((it) => it.kind === 'llama.cpp');
  if (!llama) throw new Error('llama.cpp is not read');
  const { server, runner } = await readAll(llama, LLAMA_ROUTER);
  expect(new Set(server.requests)).toEqual(new Set(['GET /props', 'GET /v1/models']));
  expect(new Set(runner.requests)).toEqual(new Set(['GET /metrics', 'GET /props']));
});

test('[E1] a path that is not in the list of an engine is refused before it is asked', async () => {
  const clock = createManualEngineClock();
  const server = await startFakeEngine();
  const asker = new Asker(openHttp(server.endpoint, clock), ['/props'], clock.nowMs);
  await expect(asker.json('/slots')).rejects.toThrow('/slots is not in the list');
  expect(server.requests).toEqual([]);
});

test('a path that the server does not have is asked again only after five minutes', async () => {
  const clock = createManualEngineClock();
  const server = await startFakeEngine();
  const connection = openHttp(server.endpoint, clock);
  onTestFinished(() => connection.close());
  const asker = new Asker(connection, ['/metrics'], clock.nowMs);
  for (let second = 0; second < 300; second += 2) {
    expect(await asker.json('/metrics')).toEqual({ ok: false, failure: 'absent' });
    clock.pass(2_000);
  }
  expect(server.requests).toHaveLength(1);
  server.answer({ '/metrics': { body: {} } });
  expect(await asker.json('/metrics')).toEqual({ ok: true, value: {} });
});
