import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { aNode, aWorker } from '../../packages/contract/src/builders.ts';
import { createHive } from '../../packages/hive/src/index.ts';
import { createQueenClient } from '../../packages/sdk/src/index.ts';
import { freePort } from './free-port.ts';
import { endAll, type Program, startRbee } from './program.ts';

const PATIENT = { timeout: 40_000, interval: 100 };

afterEach(endAll);

function aDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-past-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const startQueen = (port: number, data: string): Promise<Program> =>
  startRbee('queen', '--port', `${port}`, '--data', data);

/**
 * A hive whose worker uses 1 % more of a CPU with each sample; `taken` is the number of samples so far. By its clock they are a second
 * apart, however busy the machine is.
 */
function startHive(port: number): { readonly taken: () => number; readonly stop: () => void } {
  const start = Date.now();
  let taken = 0;
  const sample = () => {
    taken += 1;
    const timestamp = new Date(start + taken * 1_000).toISOString();
    return { timestamp, workers: [aWorker({ cpu_pct: taken })], node: aNode() };
  };
  const log = { info: () => {}, warn: () => {} };
  const hive = createHive({
    hiveId: 'a',
    queenUrl: `http://127.0.0.1:${port}`,
    version: '1',
    log,
    monitor: { sample },
  });
  hive.start();
  onTestFinished(() => hive.stop());
  return { taken: () => taken, stop: () => hive.stop() };
}

test('[P3] [P8] a queen that was killed has the past up to then, and the hive fills the time without a queen', async () => {
  const [port, data] = [await freePort(), aDataFolder()];
  const client = createQueenClient({ baseUrl: `http://127.0.0.1:${port}` });
  const queen = await startQueen(port, data);
  const hive = startHive(port);
  /** The values of the worker that the queen has, oldest first. */
  const kept = async (): Promise<number[]> => {
    const query = { worker: 'a/llm/8080', fields: 'cpu_pct', from: '-10m' };
    const { series } = await client.history.series(query);
    return (series[0]?.mean ?? []).filter((value) => value !== null);
  };
  await vi.waitUntil(async () => ((await kept()).at(-1) ?? 0) >= 6, PATIENT);
  const before = await kept();
  await queen.end('SIGKILL');
  const atKill = hive.taken();
  await vi.waitUntil(() => hive.taken() >= atKill + 4, PATIENT);
  await startQueen(port, data);
  expect(await kept()).toEqual(expect.arrayContaining(before));
  const all = Array.from({ length: hive.taken() + 2 }, (_, index) => index + 1);
  // Both queens put the samples into seconds of their own clock, so one sample can be missing where they meet.
  const isComplete = async () => {
    const present = await kept();
    return all.filter((value) => !present.includes(value)).length <= 1;
  };
  await vi.waitUntil(isComplete, PATIENT);
  hive.stop();
  const after = await kept();
  expect(after).toEqual(after.toSorted((a, b) => a - b));
});

test('[P4] [P5] [P6] [P7] a simulated fleet has a past to ask about', async () => {
  const port = await freePort();
  await startQueen(port, aDataFolder());
  const baseUrl = `http://127.0.0.1:${port}`;
  const { history, hives } = createQueenClient({ baseUrl });
  await startRbee('simulate', '--hives', '3', '--queen-url', baseUrl);
  const top = () => history.top({ field: 'rss_mb', by: 'hive', from: '-5m' });
  await vi.waitUntil(async () => (await top()).items.length === 3, PATIENT);
  const [hive] = (await hives()).items;
  const [gpu] = hive?.node?.gpus ?? [];
  const held = await history.holders({ gpu: gpu?.uuid ?? '', at: '-1s' });
  const holders = new Set(
    hive?.workers
      .filter((worker) => worker.gpus?.some(({ uuid }) => uuid === gpu?.uuid))
      .map(({ pid }) => pid),
  );
  expect(new Set(held.holders.map(({ pid }) => pid))).toEqual(holders);
  const { items } = await history.events({ hive: hive?.hive_id ?? '' });
  expect(items[0]).toMatchObject({ kind: 'hive', type: 'up' });
  const each = await history.series({
    hive: hive?.hive_id ?? '',
    each: 'worker',
    fields: 'vram_mb',
    from: '-1m',
  });
  expect(each.series.length).toBeGreaterThan(0);
  const info = await history.info();
  expect(info).toMatchObject({ state: 'recording', lost: 0, problems: [] });
});
