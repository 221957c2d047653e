import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { aNode } from '../../packages/contract/src/builders.ts';
import { createHive, type Hive } from '../../packages/hive/src/index.ts';
import { freePort } from './free-port.ts';
import { makeJournal } from './journal.ts';

const HIVES = 30;
const LONGEST = { timeout: 40_000, interval: 20 };
const PROGRAM = fileURLToPath(new URL('queen-process.ts', import.meta.url));

async function startQueen(port: number): Promise<ChildProcess> {
  const queen = fork(PROGRAM, [String(port), makeJournal().path], { execArgv: [] });
  onTestFinished(() => {
    queen.kill('SIGKILL');
  });
  const [ready] = await Promise.race([once(queen, 'message'), once(queen, 'exit')]);
  expect(ready).toBe('ready');
  return queen;
}

function startHives(port: number, openLink?: null): Hive[] {
  const log = { info: () => {}, warn: () => {} };
  const monitor = { sample: () => ({ timestamp: new Date().toISOString(), workers: [], node: aNode() }) };
  const common = { queenUrl: `http://127.0.0.1:${port}`, version: '1', log, monitor };
  return Array.from({ length: HIVES }, (_, index) => {
    const hive = createHive({ ...common, hiveId: `hive-${index}`, ...(openLink === null && { openLink }) });
    hive.start();
    onTestFinished(() => hive.stop());
    return hive;
  });
}

/** Resolves with the milliseconds until half of the hives have sent a heartbeat. */
async function untilHalfAreBack(hives: readonly Hive[]): Promise<number> {
  const before = hives.map((hive) => hive.stats().sent);
  const began = performance.now();
  const back = () => hives.filter((hive, at) => hive.stats().sent > (before[at] ?? 0)).length;
  await vi.waitUntil(() => back() >= hives.length / 2, LONGEST);
  return performance.now() - began;
}

/** With a backoff that grows to 15 s, so many failures in a row would take half a minute and more. */
const FAILURES = 8;

test.each([
  ['on links', undefined],
  ['that POST', null],
])(
  '[L4] hives %s try once a second while their queen is away, and are soon back',
  async (_what, openLink) => {
    const port = await freePort();
    const queen = await startQueen(port);
    const hives = startHives(port, openLink);
    await vi.waitUntil(() => hives.every((hive) => hive.stats().sent > 1), LONGEST);
    queen.kill('SIGKILL');
    await once(queen, 'exit');
    await vi.waitUntil(() => hives.every((hive) => hive.stats().failed >= FAILURES), { timeout: 25_000 });
    await startQueen(port);
    // 0.5 s on a quiet machine; after so many failures a growing backoff would take some 5 s.
    expect(await untilHalfAreBack(hives)).toBeLessThan(3_000);
    await vi.waitUntil(() => hives.every((hive) => hive.stats().waiting === 0), LONGEST);
  },
);
