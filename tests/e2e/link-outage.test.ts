import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { aNode } from '../../packages/contract/src/builders.ts';
import { createHive } from '../../packages/hive/src/index.ts';
import { freePort } from './free-port.ts';
import type { Tapped } from './queen-process.ts';

const HIVES = 200;
const INTERVAL_MS = 500;
const PROGRAM = fileURLToPath(new URL('queen-process.ts', import.meta.url));

/** Starts a queen whose heartbeats are written down in `taken`. */
async function startQueen(port: number, taken: Tapped[]): Promise<ChildProcess> {
  const queen = fork(PROGRAM, [String(port)], { execArgv: [] });
  onTestFinished(() => {
    queen.kill('SIGKILL');
  });
  const [ready] = await Promise.race([once(queen, 'message'), once(queen, 'exit')]);
  expect(ready).toBe('ready');
  queen.on('message', (told) => taken.push(told as Tapped));
  return queen;
}

function startHives(port: number) {
  const log = { info: () => {}, warn: () => {} };
  const sample = () => ({ timestamp: new Date().toISOString(), workers: [], node: aNode() });
  const common = { queenUrl: `http://127.0.0.1:${port}`, intervalMs: INTERVAL_MS, version: '1', log };
  return Array.from({ length: HIVES }, (_, index) => {
    const hive = createHive({ ...common, hiveId: `hive-${index}`, monitor: { sample } });
    hive.start();
    onTestFinished(() => hive.stop());
    return hive;
  });
}

test('[L2] a queen killed with SIGKILL under 200 hives: none of their samples is missing from what is delivered later', async () => {
  const port = await freePort();
  const taken: Tapped[] = [];
  const queen = await startQueen(port, taken);
  const hives = startHives(port);
  const each = (holds: (stats: ReturnType<(typeof hives)[number]['stats']>) => boolean) =>
    vi.waitUntil(() => hives.every((hive) => holds(hive.stats())), { timeout: 40_000, interval: 50 });
  await each(({ sent }) => sent > 3);
  queen.kill('SIGKILL');
  await once(queen, 'exit');
  await each(({ waiting }) => waiting > 3);
  await startQueen(port, taken);
  await each(({ waiting }) => waiting === 0);
  for (const [index, hive] of hives.entries()) {
    const { samples, dropped, refused, waiting } = hive.stats();
    expect({ dropped, refused }).toEqual({ dropped: 0, refused: 0 });
    const seqs = new Set(taken.flatMap(({ hive: id, seq }) => (id === `hive-${index}` ? [seq] : [])));
    const missing = Array.from({ length: samples - waiting - 1 }, (_, seq) => seq).filter(
      (seq) => !seqs.has(seq),
    );
    expect(missing).toEqual([]);
  }
  expect(taken.every(({ link }) => link)).toBe(true);
  expect(taken.some(({ backfill }) => backfill)).toBe(true);
});
