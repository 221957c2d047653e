import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { aNode } from '../../packages/contract/src/builders.ts';
import { createHive } from '../../packages/hive/src/index.ts';
import { freePort } from './free-port.ts';
import { makeJournal, missingOf } from './journal.ts';

const HIVES = 200;
const INTERVAL_MS = 500;
const LONGEST = { timeout: 40_000, interval: 50 };
const PROGRAM = fileURLToPath(new URL('queen-process.ts', import.meta.url));

/** Starts a queen that writes accepted heartbeats to a journal. */
async function startQueen(port: number, journal: string): Promise<ChildProcess> {
  const queen = fork(PROGRAM, [String(port), journal], { execArgv: [] });
  onTestFinished(() => {
    queen.kill('SIGKILL');
  });
  const [ready] = await Promise.race([once(queen, 'message'), once(queen, 'exit')]);
  expect(ready).toBe('ready');
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

test('[L2] 200 hives deliver every sample after their queen was killed with SIGKILL', async () => {
  const port = await freePort();
  const journal = makeJournal();
  const queen = await startQueen(port, journal.path);
  const hives = startHives(port);
  const each = (holds: (stats: ReturnType<(typeof hives)[number]['stats']>) => boolean) =>
    vi.waitUntil(() => hives.every((hive) => holds(hive.stats())), LONGEST);
  await each(({ sent }) => sent > 3);
  queen.kill('SIGKILL');
  await once(queen, 'exit');
  await each(({ waiting }) => waiting > 3);
  await startQueen(port, journal.path);
  await each(({ waiting }) => waiting === 0);
  const sampled = hives.map((hive) => hive.stats());
  await vi.waitUntil(
    () => hives.every((hive, index) => hive.stats().sent >= (sampled[index]?.samples ?? 0)),
    LONGEST,
  );
  const taken = journal.read();
  expect(missingOf(taken, sampled)).toEqual([]);
  for (const hive of hives) expect(hive.stats()).toMatchObject({ dropped: 0, refused: 0 });
  expect(taken.every(({ link }) => link)).toBe(true);
  expect(taken.some(({ backfill }) => backfill)).toBe(true);
});
