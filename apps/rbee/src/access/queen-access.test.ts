import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAccess } from '@rbee/access';
import { systemClock } from '@rbee/hive';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { parseCommandLine } from '../command-line/index.ts';
import type { QueenSettings } from '../settings/index.ts';
import { aMachine } from '../testing/a-machine.ts';
import { announceAccess } from './announce-access.ts';
import { tokenForOwnHive } from './own-hive.ts';
import { accessOf } from './queen-access.ts';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'rbee-queen-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

function settingsOf(line: string): QueenSettings {
  const args = [...line.split(' '), '--data', data];
  const parsed = parseCommandLine(args, { environment: {}, machine: aMachine(), version: '1' });
  if (parsed.kind !== 'queen') throw new Error(JSON.stringify(parsed));
  return parsed.settings;
}

function aLog() {
  const lines: string[] = [];
  const write = (level: string) => (first: unknown, second?: string) =>
    void lines.push(`${level}: ${second ?? String(first)}`);
  return { lines, log: { info: write('info'), warn: write('warn') } };
}

/** The access control that a queen with these flags opens. */
async function opened(line: string) {
  const { lines, log } = aLog();
  const result = await accessOf(settingsOf(line), { log, openAccess });
  if (result.kind === 'on') onTestFinished(() => result.access.close());
  return { result, lines };
}

test('[A1] a queen that the network can reach opens its accounts in the data folder, also without a history', async () => {
  const { result, lines } = await opened('queen --host 0.0.0.0 --no-history');
  expect(result.kind).toBe('on');
  expect(lines).toEqual([
    `info: Everybody is asked who they are. Accounts and tokens are in ${join(data, 'access.db')}.`,
  ]);
});

test('[A5] access control gets the providers, and the roles of people whom a proxy lets in', async () => {
  const provider = '{"id":"gh","name":"GitHub","kind":"github","client_id":"c","default_role":"viewer"}';
  const proxy =
    '--trust-proxy 10.0.0.1 --proxy-user-header U --proxy-groups-header G --proxy-role ops=operator';
  const { result, lines } = await opened(`queen --sign-in ${provider} ${proxy}`);
  if (result.kind !== 'on') throw new Error(result.kind);
  expect(result.access.providers.list()).toEqual([{ id: 'gh', name: 'GitHub' }]);
  expect(lines).toContain('info: People can sign in with GitHub (https://github.com).');
  const shown = { proxy: { name: 'ada', groups: ['ops'] } };
  expect(result.access.identify(shown, '10.0.0.1')).toMatchObject({ principal: { role: 'operator' } });
  const alone = await opened('queen --access-control');
  expect(alone.result.kind === 'on' && alone.result.access.identify(shown, '10.0.0.1').ok).toBe(false);
});

test('[A1] a queen whose accounts cannot be opened does not start', async () => {
  writeFileSync(join(data, 'access.db'), 'this is no database, whatever its name says'.repeat(100));
  const { result } = await opened('queen --access-control');
  expect(result).toEqual({ kind: 'refused', sentence: expect.stringContaining(data) });
});

test('[A1] a queen that asks nobody warns of it if others can reach it', async () => {
  const { result, lines } = await opened('queen --host 0.0.0.0 --insecure-no-access-control');
  expect(result.kind).toBe('off');
  expect(lines).toEqual([expect.stringMatching(/^warn: Access control is off \(--insecure-/)]);
  expect((await opened('queen')).lines).toEqual([]);
  expect((await opened('queen --insecure-no-access-control')).lines).toEqual([]);
  const proxied = await opened('queen --trust-proxy 127.0.0.1 --insecure-no-access-control');
  expect(proxied.lines).toHaveLength(1);
});

test('[A4] a queen that listens leaves its address for commands, and tells a person how to set it up', async () => {
  const access = await openAccess({ file: ':memory:' });
  onTestFinished(() => access.close());
  const { lines, log } = aLog();
  const told: string[] = [];
  const edges = { log, clock: systemClock, hostname: 'box', tellPerson: (it: string) => void told.push(it) };
  const listening = { host: '0.0.0.0', port: 7833, scheme: 'http' } as const;
  const setup = announceAccess(access, listening, settingsOf('queen --host 0.0.0.0'), edges);
  onTestFinished(() => setup.stop());
  const file = join(data, 'queen.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ url: 'http://box:7833' });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(told).toEqual([`Set up this queen: http://box:7833/setup#${access.setupSecret()}`]);
  expect(lines.join()).not.toContain(access.setupSecret());
});

test('[A3] the address for commands has the key of the certificate that the queen uses at present', async () => {
  const access = await openAccess({ file: ':memory:' });
  onTestFinished(() => access.close());
  let replaced = () => {};
  const certificate = {
    publicKeyPin: 'one' as string | undefined,
    onReplace: (listener: (pair: never) => void) => {
      replaced = () => listener({} as never);
    },
  };
  const { log } = aLog();
  const listening = { host: '0.0.0.0', port: 7833, scheme: 'https', certificate } as const;
  const edges = { log, clock: systemClock, hostname: 'box', tellPerson: undefined };
  const setup = announceAccess(access, listening, settingsOf('queen --host 0.0.0.0'), edges);
  onTestFinished(() => setup.stop());
  const left = () => JSON.parse(readFileSync(join(data, 'queen.json'), 'utf8'));
  expect(left()).toEqual({ url: 'https://box:7833', pin: 'one' });
  certificate.publicKeyPin = 'two';
  replaced();
  expect(left()).toEqual({ url: 'https://box:7833', pin: 'two' });
  certificate.publicKeyPin = undefined; // an authority signed it
  replaced();
  expect(left()).toEqual({ url: 'https://box:7833' });
});

test('[A8] failed attempts of other programs of this machine keep no token from the own hive', async () => {
  const access = await openAccess({ file: ':memory:' });
  const join = () =>
    access.hives.join({ code: 'x'.repeat(43), hive_id: 'a' }, { address: '127.0.0.1', agent: '' });
  for (let attempts = 0; attempts < 6; attempts += 1) join();
  expect(join()).toMatchObject({ refusal: { code: 'too_many_attempts' } });
  expect(tokenForOwnHive(access, 'gpu-1', aLog().log)).toMatch(/^rbh_/);
  await access.close();
});

test('[A3] the hive of rbee up gets a token at each start, and the one before ends', async () => {
  const access = await openAccess({ file: ':memory:' });
  onTestFinished(() => access.close());
  const { lines, log } = aLog();
  const first = tokenForOwnHive(access, 'gpu-1', log) ?? '';
  const second = tokenForOwnHive(access, 'gpu-1', log) ?? '';
  const who = (bearer: string) => access.identify({ bearer }, '127.0.0.1');
  expect(who(second)).toMatchObject({ ok: true, principal: { kind: 'hive', hiveId: 'gpu-1' } });
  expect(who(first).ok).toBe(false);
  expect([access.hives.invites(), lines]).toEqual([[], []]);
});

test('[A3] without a token for the hive of rbee up the log says why', () => {
  const { lines, log } = aLog();
  const hives = {
    invite: () => ({
      ok: false as const,
      refusal: { code: 'internal_error' as const, detail: 'The disk is full.' },
    }),
  };
  expect(tokenForOwnHive({ hives } as never, 'gpu-1', log)).toBeNull();
  expect(lines).toEqual(['warn: The hive of this machine gets no token: The disk is full.']);
});
