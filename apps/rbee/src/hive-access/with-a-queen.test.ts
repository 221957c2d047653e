import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAccess } from '@rbee/access';
import { joinText } from '@rbee/contract';
import { aNode, aWorker } from '@rbee/contract/builders';
import { type Clock, createHive, systemClock } from '@rbee/hive';
import { buildQueen } from '@rbee/queen';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readText } from '../read-text.ts';
import { type HiveSettings, hiveTable } from '../settings/index.ts';
import { prepareAccess } from './index.ts';

const actor = { who: 'machine', address: null };
const until = (condition: () => unknown) => vi.waitUntil(condition, { timeout: 40_000, interval: 10 });

/** The waits of a hive that is not let in are shortened; everything else takes its time. */
const clock: Clock = {
  ...systemClock,
  after: (ms, run) => systemClock.after(ms >= 15_000 ? 50 : ms, run),
};

/** A queen with access control, and what starts hives for it that keep their tokens in a folder. */
async function setUp() {
  const access = await openAccess({ file: ':memory:' });
  const queen = await buildQueen({ host: '127.0.0.1', port: 0, version: '0.1.0', access });
  await queen.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(queen.server.address() as AddressInfo).port}`;
  const data = mkdtempSync(join(tmpdir(), 'rbee-joined-'));
  onTestFinished(async () => {
    await queen.close();
    rmSync(data, { recursive: true });
  });
  const lines: string[] = [];
  const log = { info: (line: string) => lines.push(line), warn: (line: string) => lines.push(line) };
  const table = hiveTable({ hostname: 'box', terminal: false, dataFolder: data });
  const defaults = Object.fromEntries(Object.entries(table).map(([name, it]) => [name, it.byDefault]));
  const stop = new AbortController().signal;
  const prepare = (settings: Partial<HiveSettings>) =>
    prepareAccess(
      { ...(defaults as HiveSettings), ...settings },
      {
        ...{ clock, log, readText, stop, defaultHiveId: 'box', platform: 'linux', random: Math.random },
        readLine: async () => '',
        token: undefined,
      },
    );
  const invite = (hiveId?: string): string => {
    const made = access.hives.invite(hiveId === undefined ? {} : { hive_id: hiveId }, actor);
    if (!made.ok) throw new Error(made.refusal.detail);
    return joinText({ url, code: made.value.code });
  };
  const token = (): string => JSON.parse(readFileSync(join(data, 'hive-token.json'), 'utf8')).token;
  const view = () => access.hives.list().items.find(({ hive_id }) => hive_id === 'box');
  return { access, prepare, invite, token, view, lines, log };
}

test('[A3] a hive joins, rotates, is revoked and joins again, and loses no heartbeat', {
  timeout: 60_000,
}, async () => {
  const { access, prepare, invite, token, view, lines, log } = await setUp();
  const text = invite();
  const prepared = await prepare({ join: text });
  if (!prepared.ok) throw new Error(prepared.sentence);
  const sample = () => ({ timestamp: new Date().toISOString(), workers: [aWorker()], node: aNode() });
  const hive = createHive({
    ...prepared,
    intervalMs: 100,
    version: '0.1.0',
    monitor: { sample },
    log,
    clock,
  });
  onTestFinished(() => hive.stop());
  hive.start();
  await until(() => hive.stats().sent > 3);
  const first = token();
  expect(view()).toMatchObject({ rotating: false, revoked_at: null });

  expect(await prepare({ join: text, hiveId: 'other' })).toMatchObject({
    ok: false,
    sentence: expect.stringContaining('refused the invite of the hive other (401'),
  });

  access.hives.askRotation('box', actor);
  await until(() => token() !== first && view()?.rotating === false);
  expect(access.identify({ bearer: first }, '127.0.0.1')).toMatchObject({ ok: false });
  expect(hive.stats()).toMatchObject({ refused: 0, dropped: 0 });

  access.hives.revoke('box', actor);
  await until(() => lines.some((line) => line.includes('does not accept this hive: its token is not valid')));
  await prepare({ join: invite('box') });
  await until(
    () => lines.some((line) => line.includes('accepts heartbeats again')) && hive.stats().waiting === 0,
  );
  expect(hive.stats()).toMatchObject({ refused: 0, dropped: 0 });
  expect(lines.join('\n')).not.toMatch(/rbh_|No link to the queen/);
});
