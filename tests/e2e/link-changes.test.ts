import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { aGpu, aNode, anEngine, aWorker } from '../../packages/contract/src/builders.ts';
import { createHive, type HiveOptions } from '../../packages/hive/src/index.ts';
import { buildQueen } from '../../packages/queen/src/index.ts';

type OpenLink = NonNullable<HiveOptions['openLink']>;

/** A real WebSocket that counts what the hive sends. It can hide the `accepts` field, as a queen with only [L1] does. */
function countingLink(hearsAccepts: boolean): { open: OpenLink; frames: string[] } {
  const frames: string[] = [];
  const open: OpenLink = (url, events) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on('open', () => events.opened());
    socket.on('message', (data) => {
      const { accepts, ...answer } = JSON.parse(String(data));
      events.received(JSON.stringify(hearsAccepts ? { ...answer, accepts } : answer));
    });
    socket.on('error', (error) => events.ended({ kind: 'failed', reason: error.message }));
    socket.on('close', (code, reason) => events.ended({ kind: 'closed', code, reason: String(reason) }));
    return {
      send: (text) => {
        frames.push(text);
        socket.send(text);
      },
      close: () => socket.close(1001),
      terminate: () => socket.terminate(),
    };
  };
  return { open, frames };
}

/** What the engines of half of the workers say; the state and the model of one change now and then. */
function saidOf(n: number, index: number) {
  const isAway = index === 0 && n % 5 === 4;
  const model = { name: `model-${index}`, state: isAway ? 'sleeping' : 'loaded' } as const;
  return {
    engine: anEngine({
      ...{ state: isAway ? 'sleeping' : 'ready', requests_running: (n + index) % 4 },
      ...{ generation_tokens_per_s: (n * 13 + index) / 10, requests_finished: 2 ** 33 + n },
    }),
    models: [{ ...model, size_mb: 4_690, expires_at: new Date(1_900_000_000_000 + n * 1_000).toISOString() }],
  };
}

/** Eight workers, a machine and its GPUs; some figures change with every sample. */
function sampleOf(n: number) {
  const workers = Array.from({ length: 8 }, (_, index) =>
    aWorker({
      instance: `${8080 + index}`,
      cpu_pct: (n * 7 + index) / 10,
      uptime_s: 300 + n,
      gpu_util_pct: (n + index) % 100,
      started_at: '2025-10-30T20:15:30.000Z',
      gpus: [{ uuid: `GPU-${index}`, index, vram_mb: 4096, util_pct: (n + index) % 100 }],
      container: { id: 'c'.repeat(64), name: `worker-${index}`, runtime: 'docker' },
      ...(index % 2 === 0 && saidOf(n, index)),
    }),
  );
  return { timestamp: new Date().toISOString(), workers, node: nodeOf(n) };
}

/** A machine with eight GPUs, one of which is divided. */
function nodeOf(n: number, more: Parameters<typeof aNode>[0] = {}) {
  const mig = [{ uuid: 'MIG-0', vram_used_mb: n, vram_total_mb: 9_728 }];
  const gpus = Array.from({ length: 8 }, (_, index) =>
    aGpu({
      ...{ uuid: `GPU-${index}`, index, util_pct: (n + index) % 100, power_w: 300 + n / 10 },
      ...(index === 0 && { mig, health: ['thermal'], unknown: { util_pct: 'mig' as const } }),
    }),
  );
  return aNode({ load_1: n / 8, gpus, ...more });
}

test.each([
  ['changes to a queen that accepts them, in a tenth of the bytes', true],
  ['whole heartbeats to a queen that does not say that it accepts changes', false],
])('[L5] a hive sends %s, and the queen knows the same', async (_what, hearsAccepts) => {
  const queen = await buildQueen({ host: '127.0.0.1', port: 0, version: '0.1.0' });
  onTestFinished(() => queen.close());
  const queenUrl = await queen.listen({ host: '127.0.0.1', port: 0 });
  const { open, frames } = countingLink(hearsAccepts);
  let samples = 0;
  const hive = createHive({
    hiveId: 'a',
    queenUrl,
    version: '0.1.0',
    intervalMs: 100,
    monitor: { sample: () => sampleOf(samples++) },
    log: { info: () => {}, warn: () => {} },
    openLink: open,
  });
  hive.start();
  const changes = () => frames.filter((text) => text.startsWith('{"type":"changes"'));
  const isEnough = () => hive.stats().sent >= 8 && (!hearsAccepts || changes().length >= 8);
  await vi.waitUntil(isEnough, { timeout: 20_000 });
  await hive.stop();
  expect(hive.stats()).toMatchObject({ refused: 0, failed: 0, dropped: 0 });
  const known = (await queen.inject('/v1/hives/a')).json();
  const last = sampleOf(known.seq);
  expect(known.workers).toEqual(last.workers);
  expect(known.node).toEqual(nodeOf(known.seq, { agent: expect.anything() }));
  const first = frames.findIndex((text) => changes().includes(text));
  expect(changes().length).toBe(hearsAccepts ? frames.length - first : 0);
  const whole = frames[0]?.length ?? 0;
  for (const text of changes()) expect(text.length).toBeLessThan(whole / 10);
});
