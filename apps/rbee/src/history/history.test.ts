import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aHeartbeat, aWorker } from '@rbee/contract/builders';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Program, rbee } from '../testing/real-program.ts';

const SLOW = 90_000;
const HISTORY = { QUEEN_HISTORY: 'true' };

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-history-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the real queen, and waits until it listens. */
async function startQueen(...flags: readonly string[]): Promise<Program & { readonly base: string }> {
  const queen = rbee(['queen', '--no-config', '--port', '0', '--log-format', 'json', ...flags], HISTORY);
  onTestFinished(() => void queen.process.kill('SIGKILL'));
  const lines = () => queen.output.out + queen.output.err;
  await vi.waitUntil(() => lines().includes('The queen listens on'), { timeout: 60_000, interval: 50 });
  const base = /The queen listens on (http:\S+?)\."/.exec(lines())?.[1] ?? '';
  return { ...queen, base };
}

async function run(...args: readonly string[]) {
  const program = rbee(args, HISTORY);
  return { code: await program.exited, out: program.output.out, err: program.output.err };
}

const infoOf = async (base: string) =>
  (await fetch(`${base}/v1/info`)).json() as Promise<{ features: string[] }>;

test('what a queen was sent is in its history, which is read while it runs and pruned when it does not', {
  timeout: SLOW,
}, async () => {
  const folder = aFolder();
  const queen = await startQueen('--data', folder);
  expect((await infoOf(queen.base)).features).toContain('history');
  for (const cpu_pct of [0, 12.5]) {
    const body = aHeartbeat({ timestamp: new Date().toISOString(), workers: [aWorker({ cpu_pct })] });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${queen.base}/v1/hive-heartbeat`, { method: 'POST', headers, body: JSON.stringify(body) });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  const kept = await (
    await fetch(`${queen.base}/v1/history/series?hive=hive-gpu-1&each=worker&fields=cpu_pct&from=-1m`)
  ).json();
  expect(kept).toMatchObject({ series: [{ worker_id: 'hive-gpu-1/llm/8080', field: 'cpu_pct' }] });
  expect(await run('history', 'info', '--data', folder)).toMatchObject({ code: 0 });
  const refused = await run('history', 'prune', '--before', '-1d', '--data', folder);
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toMatch(
    /^rbee history prune: A queen \(process \d+\) writes to \S+: stop it first\. [^\n]*\n$/,
  );
  queen.process.kill('SIGTERM');
  await queen.exited;
  const exported = await run('history', 'export', '--field', 'cpu_pct', '--data', folder);
  const rows = exported.out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  expect(rows.map(({ kind, instance, value }) => [kind, instance, value])).toEqual([
    ['worker', '8080', 0],
    ['worker', '8080', 12.5],
  ]);
  expect(await run('history', 'prune', '--before', 'now', '--data', folder)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Everything before \S+ was removed: /),
  });
});

test('a queen whose folder cannot be used runs without a history and says so', {
  timeout: SLOW,
}, async () => {
  const file = join(aFolder(), 'file');
  writeFileSync(file, '');
  const queen = await startQueen('--data', file);
  expect(queen.output.out + queen.output.err).toContain('The queen keeps no history: ');
  expect((await infoOf(queen.base)).features).not.toContain('history');
});

test('with --no-history a queen makes no folder', { timeout: SLOW }, async () => {
  const folder = aFolder();
  const queen = await startQueen('--data', folder, '--no-history');
  expect((await infoOf(queen.base)).features).not.toContain('history');
  expect(readdirSync(folder)).toEqual([]);
});

test('a history that is not there is one sentence', { timeout: SLOW }, async () => {
  const folder = aFolder();
  expect(await run('history', 'info', '--data', folder)).toEqual({
    code: 1,
    out: '',
    err: `rbee history info: There is no history in ${join(folder, 'history')}: name the folder of the queen's data with --data.\n`,
  });
});
