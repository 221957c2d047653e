import { aHeartbeat, anEngine, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aRecordingQueen } from '../testing/index.ts';

const START = Date.UTC(2025, 9, 30, 20, 15, 30);
const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString();

test('[P6] the events of hives and workers are in the history', async () => {
  const { send, app, history } = await aRecordingQueen();
  await send(
    aHeartbeat({ timestamp: at(0) }),
    aHeartbeat({ timestamp: at(1), workers: [aWorker({ instance: '8081' })] }),
  );
  await app.inject({ method: 'DELETE', url: '/v1/hives/hive-gpu-1' });
  await send(aHeartbeat({ hive_id: 'b' }));
  expect(history.happened).toMatchObject([
    { kind: 'hive', type: 'up', hive_id: 'hive-gpu-1', timestamp: at(0) },
    { kind: 'worker', type: 'gone', worker_id: 'hive-gpu-1/llm/8080', timestamp: at(1) },
    { kind: 'worker', type: 'started', worker_id: 'hive-gpu-1/llm/8081', model: 'llama-3.2-1b' },
    { kind: 'hive', type: 'forgotten', hive_id: 'hive-gpu-1', timestamp: at(2) },
    { kind: 'hive', type: 'up', hive_id: 'b' },
  ]);
});

test('[P6] a worker that goes on can have another model, and an engine in another state', async () => {
  const { send, history } = await aRecordingQueen();
  const beat = (n: number, worker: Parameters<typeof aWorker>[0]) =>
    aHeartbeat({ timestamp: at(n), workers: [aWorker(worker), aWorker({ instance: 'a/b' })] });
  await send(
    beat(0, { model: null }),
    beat(1, { model: 'm' }),
    beat(2, { model: 'm', engine: anEngine({ state: 'starting' }) }),
    beat(3, { model: 'm', engine: anEngine({ state: 'ready' }) }),
    beat(4, { model: 'm', engine: anEngine({ state: 'ready', requests_running: 3 }) }),
    beat(5, { model: 'm' }),
    beat(6, { pid: 7, model: 'n', engine: anEngine() }),
  );
  const of = { kind: 'worker', hive_id: 'hive-gpu-1', worker_id: 'hive-gpu-1/llm/8080' };
  expect(history.happened.filter(({ type }) => type === 'model_changed' || type === 'engine_state')).toEqual([
    { ...of, type: 'model_changed', before: null, model: 'm', timestamp: at(1) },
    { ...of, type: 'engine_state', state: 'starting', timestamp: at(2) },
    { ...of, type: 'engine_state', before: 'starting', state: 'ready', timestamp: at(3) },
    { ...of, type: 'engine_state', before: 'ready', timestamp: at(5) },
  ]);
});
