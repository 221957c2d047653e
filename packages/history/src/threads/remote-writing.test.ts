import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { uncompressSync } from 'snappy';
import { expect, test, vi } from 'vitest';
import { openHistory } from '../open-history.ts';
import { aTarget, readRequest } from '../remote-write/testing/index.ts';
import { aFolder, aLayout, aSecond } from '../testing/index.ts';

// Threads take long to start on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const START = Date.UTC(2026, 10, 28, 12);

/** A receiver on loopback, with the samples of a series that it was sent. */
async function aReceiver() {
  const requests: ReturnType<typeof readRequest>[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      requests.push(readRequest(uncompressSync(body) as Buffer));
      response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const samplesOf = (metric: string) =>
    requests.flat().flatMap(({ labels, samples }) => (labels[0]?.[1] === metric ? samples : []));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/write`, samplesOf, [Symbol.dispose]: () => server.close() };
}

/** Hands over seconds until something is true of what was sent. */
async function handOver(
  history: Awaited<ReturnType<typeof openHistory>>,
  from: number,
  isEnough: () => boolean,
): Promise<number> {
  const layout = aLayout();
  let at = from;
  for (; !isEnough(); at += 1_000) {
    const second = aSecond(at + 999, [[layout, at, layout.columns.map(() => 50)]]);
    history.append({ ...second, layouts: at === from ? second.layouts : [] });
    await history.synced();
  }
  return at;
}

test('[P9] the thread that writes the history sends samples, goes on after a restart, and ends the series', async () => {
  using folder = aFolder();
  using receiver = await aReceiver();
  const remoteWrite = [aTarget({ url: receiver.url, intervalMs: 1_000, series: 'raw' })];
  const samples = () => receiver.samplesOf('rbee_node_cpu_ratio').filter(([, value]) => value === 0.5);
  const first = await openHistory({ dataFolder: folder.path, remoteWrite, version: '1' });
  const stop = await handOver(first, START, () => samples().length >= 5);
  expect(first.info().remote_write).toEqual([
    expect.objectContaining({ name: 'store', dropped: 0, retries: 0 }),
  ]);
  await first.close();
  expect(receiver.samplesOf('rbee_node_cpu_ratio').at(-1)?.[1]).toBe('stale');
  const files = readdirSync(join(folder.path, 'history')).filter((name) => name.startsWith('remote-write'));
  expect(files).toHaveLength(1);
  expect(statSync(join(folder.path, 'history', files[0] ?? '')).mode & 0o777).toBe(0o600);
  const second = await openHistory({ dataFolder: folder.path, remoteWrite, version: '1' });
  const end = await handOver(second, stop, () => (samples().at(-1)?.[0] ?? 0) >= stop + 3_000);
  await second.close();
  const times = samples().map(([time]) => time);
  const all = Array.from({ length: (end - START) / 1_000 }, (_, n) => START + n * 1_000);
  // The first second was seen only in part.
  expect(times).toEqual(all.slice(1));
});

test('[P9] a history without targets says nothing of remote write', async () => {
  using folder = aFolder();
  const history = await openHistory({ dataFolder: folder.path });
  history.append(aSecond(START, []));
  await history.synced();
  expect(history.info()).not.toHaveProperty('remote_write');
  await history.close();
});
