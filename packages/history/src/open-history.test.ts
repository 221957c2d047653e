import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { History } from './history.ts';
import { openHistory } from './open-history.ts';
import type { Question } from './queries.ts';
import { aFolder, aLayout, aSecond } from './testing/index.ts';

vi.setConfig({ testTimeout: 60_000 });

const layout = aLayout();

/** Samples of the last minutes, one for each second. */
const NOW = Math.floor(Date.now() / 1_000) * 1_000;
const SECONDS = 150;
function handOver(history: History): void {
  for (let second = 0; second < SECONDS; second += 1) {
    const at = NOW - (SECONDS - second) * 1_000;
    history.append(aSecond(at, [[layout, at, layout.columns.map(() => second)]]));
  }
}

const question: Question = {
  kind: 'series',
  query: { of: { hive_id: 'a' }, fields: ['cpu_pct'], from: NOW - SECONDS * 1_000, to: NOW, max_points: 600 },
};

test('a real history in two threads answers what it was handed over, also after it was closed and opened', async () => {
  using folder = aFolder();
  const first = await openHistory({ dataFolder: folder.path });
  handOver(first);
  const series = async (history: typeof first) => {
    const answer = await history.ask(question);
    return answer.kind === 'json'
      ? JSON.parse(new TextDecoder().decode(answer.bytes)).series[0]?.mean
      : answer;
  };
  const values = Array.from({ length: SECONDS }, (_, second) => second);
  expect(await series(first)).toEqual(values);
  expect(first.info()).toMatchObject({ state: 'recording', lost: 0, problems: [] });
  await first.close();
  const second = await openHistory({ dataFolder: folder.path });
  expect(await series(second)).toEqual(values);
  await second.close();
});

test('the folder and the files are for their owner only', async () => {
  using folder = aFolder();
  const dataFolder = join(folder.path, 'data');
  const history = await openHistory({ dataFolder });
  handOver(history);
  await history.close();
  const modeOf = (path: string) => statSync(join(dataFolder, path)).mode & 0o777;
  expect(modeOf('history')).toBe(0o700);
  expect(modeOf(join('history', 'lock.db'))).toBe(0o600);
});

test('a second queen on one folder is refused in one sentence', async () => {
  using folder = aFolder();
  const history = await openHistory({ dataFolder: folder.path });
  await expect(openHistory({ dataFolder: folder.path })).rejects.toThrow(
    `The history in ${join(folder.path, 'history')} is used by another queen (process ${process.pid}): stop that one, ` +
      'or give this one a folder of its own with --data, or start it with --no-history.',
  );
  await history.close();
  await (await openHistory({ dataFolder: folder.path })).close();
});

test('a folder that cannot be made is refused in one sentence', async () => {
  await expect(openHistory({ dataFolder: '/proc/no-such-folder' })).rejects.toThrow(
    /cannot be made or written/,
  );
});
