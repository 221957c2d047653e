import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { joinText } from '@rbee/contract';
import type { TokenSource } from '@rbee/hive';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createManualClock } from '../../../../packages/hive/src/testing/index.ts';
import { readText } from '../read-text.ts';
import { type HiveSettings, hiveTable } from '../settings/index.ts';
import { prepareAccess } from './index.ts';

const CODE = 'the-code-of-an-invite';
const TOKEN = `rbh_${'t'.repeat(43)}`;
const joined = { status: 200, body: { token: TOKEN } };
const problem = (status: number, code: string, detail: string) => ({ status, body: { code, detail } });

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'rbee-join-'));
});
afterEach(() => rmSync(data, { recursive: true }));

/** A queen with these answers to joining, the last of them again and again; `codes` are those that came. */
async function startQueen(...answers: { readonly status: number; readonly body: object }[]) {
  const codes: string[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { code, hive_id } = JSON.parse(text);
    codes.push(`${request.method} ${request.url} ${code}`);
    const { status, body } = (answers.length > 1 ? answers.shift() : answers[0]) ?? joined;
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify({ hive_id, ...body }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => server.close().closeAllConnections());
  return { codes, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function setUp(settings: Partial<HiveSettings> = {}, line = '', token?: string) {
  const lines: string[] = [];
  const clock = createManualClock();
  const stop = new AbortController();
  const table = hiveTable({ hostname: 'box', terminal: false, dataFolder: data });
  const defaults = Object.fromEntries(Object.entries(table).map(([name, it]) => [name, it.byDefault]));
  const say = (text: string) => lines.push(text);
  const edges = {
    ...{ clock, readText, stop: stop.signal, platform: 'linux' as const, defaultHiveId: 'box' },
    random: () => 0,
    token,
    log: { info: say, warn: say },
    readLine: async () => line,
  };
  return {
    lines,
    clock,
    stop,
    prepare: () => prepareAccess({ ...(defaults as HiveSettings), ...settings }, edges),
  };
}

const invite = (url: string, code = CODE): string => joinText({ url, code });
const tokenOf = (it: unknown): string | undefined => (it as { token: TokenSource }).token.read();
const file = (): string => join(data, 'hive-token.json');

test('[A3] a hive joins with an invite once, keeps its token, and then needs no settings', async () => {
  const queen = await startQueen();
  const first = setUp({ join: invite(queen.url) });
  const prepared = await first.prepare();
  expect(prepared).toMatchObject({ ok: true, queenUrl: queen.url, hiveId: 'box' });
  expect([tokenOf(prepared), queen.codes]).toEqual([TOKEN, [`POST /v1/access/join ${CODE}`]]);
  expect(first.lines).toEqual([
    `The hive box has joined the queen at ${queen.url}; its token is in ${file()}.`,
  ]);
  const again = await setUp({ join: invite(queen.url) }).prepare();
  const without = await setUp().prepare();
  expect([tokenOf(again), tokenOf(without), queen.codes.length]).toEqual([TOKEN, TOKEN, 1]);
  expect(without).toMatchObject({ queenUrl: queen.url });
  expect(readFileSync(file(), 'utf8')).not.toContain(CODE);
});

test('[A3] the text of an invite comes from a file or from standard input, too', async () => {
  const queen = await startQueen();
  const path = join(data, 'invite');
  writeFileSync(path, `${invite(queen.url)}\n`);
  expect(await setUp({ joinFile: path }).prepare()).toMatchObject({ ok: true });
  expect(await setUp({ join: '-', hiveId: 'other' }, ` ${invite(queen.url)}\r`).prepare()).toMatchObject({
    ok: true,
  });
  const whole = `rbee hive --join ${invite(queen.url)}`;
  expect(await setUp({ join: '-', hiveId: 'third' }, whole).prepare()).toMatchObject({ ok: true });
  expect(queen.codes).toHaveLength(3);
  expect(await setUp({ join: '-' }, 'something else').prepare()).toEqual({
    ok: false,
    sentence: 'standard input has no text of an invite; `rbee invite` on the machine of the queen prints one',
  });
  rmSync(file());
  expect(await setUp({ joinFile: join(data, 'none') }).prepare()).toEqual({
    ok: false,
    sentence: `the file ${join(data, 'none')} cannot be read (ENOENT)`,
  });
});

test('[A3] a refused invite ends a hive without a token, and not one that has one', async () => {
  const queen = await startQueen(joined, problem(401, 'join_refused', 'The invite is used up.'));
  await setUp({ join: invite(queen.url) }).prepare();
  const another = setUp({ join: invite(queen.url, 'another-code-of-an-invite') });
  expect(tokenOf(await another.prepare())).toBe(TOKEN);
  expect(another.lines).toEqual([
    `The queen at ${queen.url} refused the invite of the hive box (401 The invite is used up); the hive goes on with the token that it has.`,
  ]);
  rmSync(file());
  expect(await setUp({ join: invite(queen.url) }).prepare()).toEqual({
    ok: false,
    sentence: `the queen at ${queen.url} refused the invite of the hive box (401 The invite is used up)`,
  });
});

test('[A3] a hive waits for a queen that cannot take it yet, says so once, and stops when it is asked to', async () => {
  const queen = await startQueen(
    problem(503, 'stopping', 'Later.'),
    problem(503, 'stopping', 'Later.'),
    joined,
  );
  const { lines, clock, prepare } = setUp({ join: invite(queen.url) });
  const preparing = prepare();
  while (queen.codes.length < 3) await clock.advance(1_000);
  expect(tokenOf(await preparing)).toBe(TOKEN);
  expect(lines[0]).toBe(
    `The hive could not join the queen at ${queen.url} (503 Later); it tries again until it can.`,
  );
  expect(lines).toHaveLength(2);
  const never = await startQueen(problem(503, 'stopping', 'Later.'));
  const stopped = setUp({ join: invite(never.url), hiveId: 'other' });
  const waiting = stopped.prepare();
  while (never.codes.length < 2) await stopped.clock.advance(1_000);
  stopped.stop.abort();
  expect(tokenOf(await waiting)).toBeUndefined();
});

test('a hive with a token does not wait for its queen to take another invite', async () => {
  const queen = await startQueen(joined, problem(503, 'stopping', 'Later.'));
  await setUp({ join: invite(queen.url) }).prepare();
  expect(tokenOf(await setUp({ join: invite(queen.url, 'another-code-of-an-invite') }).prepare())).toBe(
    TOKEN,
  );
});

test('a hive that has joined starts without the file of its invite', async () => {
  const queen = await startQueen();
  const path = join(data, 'invite');
  writeFileSync(path, invite(queen.url));
  await setUp({ joinFile: path }).prepare();
  rmSync(path);
  const { lines, prepare } = setUp({ joinFile: path });
  expect(tokenOf(await prepare())).toBe(TOKEN);
  expect(lines).toEqual([
    `The file ${path} cannot be read (ENOENT); the hive goes on with the token that it has.`,
  ]);
});

test('a queen without access control needs no token', async () => {
  const queen = await startQueen(problem(404, 'access_off', 'There is none.'));
  const { lines, prepare } = setUp({ join: invite(queen.url) });
  expect(tokenOf(await prepare())).toBeUndefined();
  expect(lines).toEqual([`The queen at ${queen.url} has no access control, so the hive needs no token.`]);
});

test('[A3] a folder that cannot be written is found before the code is used up', async () => {
  const queen = await startQueen();
  writeFileSync(join(data, 'file'), '');
  const folder = join(data, 'file');
  expect(await setUp({ join: invite(queen.url), data: folder }).prepare()).toMatchObject({
    ok: false,
    sentence: expect.stringContaining('name another folder with --data'),
  });
  expect(queen.codes).toEqual([]);
});

test('a pin is not given up for an address without TLS', async () => {
  const text = joinText({ url: 'https://queen.example', code: CODE, pin: 'p'.repeat(43) });
  expect(await setUp({ join: text, queenUrl: 'http://queen.example' }).prepare()).toEqual({
    ok: false,
    sentence: 'the invite needs an address with https, not http://queen.example',
  });
});

test('a token that others can read, or that goes over a network without TLS, is warned of', async () => {
  const path = join(data, 'given');
  writeFileSync(path, TOKEN, { mode: 0o644 });
  const { lines, prepare } = setUp({ tokenFile: path, queenUrl: 'http://10.0.0.1:7833' });
  expect(tokenOf(await prepare())).toBe(TOKEN);
  expect(lines).toEqual([
    `Other users can read the token of this hive (mode 644): run chmod 600 ${path}.`,
    'The token of this hive goes over the network without TLS: whoever reads along can use it.',
  ]);
});

test('a token of another queen is not used, which is said', async () => {
  const queen = await startQueen();
  await setUp({ join: invite(queen.url) }).prepare();
  const { lines, prepare } = setUp({ queenUrl: 'http://localhost:7833' });
  expect(tokenOf(await prepare())).toBeUndefined();
  expect(lines).toEqual([
    `The token in ${file()} is not used: it is of the hive box at ${queen.url}, and this is the hive box at http://localhost:7833.`,
  ]);
});

test('[A3] the token that rbee up has for its hive counts, whatever is kept, and is not kept', async () => {
  const { prepare } = setUp({ queenUrl: 'http://127.0.0.1:7833', hiveId: 'gpu-1' }, '', TOKEN);
  writeFileSync(file(), 'damaged');
  expect(await prepare()).toEqual({
    ...{ ok: true, queenUrl: 'http://127.0.0.1:7833', hiveId: 'gpu-1' },
    token: TOKEN,
  });
  expect(readFileSync(file(), 'utf8')).toBe('damaged');
});
