import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { ROUTES } from '../../packages/contract/src/index.ts';
import { ROOT } from '../tree.ts';
import { endAll, type Program, startRbee } from './program.ts';

const PATIENT = { timeout: 60_000, interval: 100 };
const TRACE = ['--log-level', 'trace', '--log-format', 'json'];
const ADA = { name: 'ada', password: 'a password that is planted' };

const folder = mkdtempSync(join(tmpdir(), 'rbee-secrets-'));
const data = join(folder, 'queen');
const hiveData = join(folder, 'hive');
afterEach(endAll);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every secret of the run, by what it is. */
const secrets = new Map<string, string>();
const keep = (what: string, secret: string | undefined): string => {
  if (!secret) throw new Error(`There is no ${what}.`);
  secrets.set(what, secret);
  return secret;
};

/** Runs a command of `rbee` on the machine of the queen: what it printed. */
async function rbee(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[`${ROOT}apps/rbee/src/main.ts`, ...args],
    ...['--data', data],
  ]);
  return stdout.trim();
}

const commandLine = ({ pid }: Program): string => readFileSync(`/proc/${pid}/cmdline`, 'utf8');
const textOf = async (base: string, path: string, headers: Record<string, string>): Promise<string> => {
  const response = await fetch(base + path, { headers });
  expect([path, response.status]).toEqual([path, 200]);
  return response.text();
};
const postJson = (base: string, path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(base + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: base, ...headers },
    body: JSON.stringify(body),
  });
const cookieOf = (response: Response): string =>
  /^rbee=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? '';
const tokenOfHive = (): string => JSON.parse(readFileSync(join(hiveData, 'hive-token.json'), 'utf8')).token;

/** Sets up an admin, signs in once wrongly and once rightly. */
async function people(base: string): Promise<void> {
  const address = readFileSync(join(data, 'setup-address'), 'utf8').trim();
  const secret = keep('the secret of the setup', address.split('#')[1]);
  const setUp = await postJson(base, ROUTES.setup, { secret, ...ADA });
  expect(setUp.status).toBe(200);
  keep('the session of the setup', cookieOf(setUp));
  const wrong = { ...ADA, password: keep('a wrong password', 'a wrong one that is planted') };
  expect((await postJson(base, ROUTES.signIn, wrong)).status).toBe(401);
  const signedIn = await postJson(base, ROUTES.signIn, ADA);
  expect(signedIn.status).toBe(200);
  keep('the session', cookieOf(signedIn));
  keep('the password', ADA.password);
}

/** Invites a hive by a file, and lets it take its next token. */
async function hive(base: string, headers: Record<string, string>): Promise<Program> {
  const line = await rbee('invite');
  const text = keep('the text of the invite', line.split(' ').at(-1));
  const invite = JSON.parse(Buffer.from(text.replace('rbee1.', ''), 'base64url').toString());
  keep('the code of the invite', invite.c);
  writeFileSync(join(folder, 'invite'), line, { mode: 0o600 });
  const flags = ['--join-file', join(folder, 'invite'), '--queen-url', base, '--data', hiveData];
  const program = await startRbee('hive', '--hive-id', 'gpu-1', ...flags, ...TRACE);
  await vi.waitUntil(() => program.output().includes('reports to'), PATIENT);
  const first = keep('the token of the hive', tokenOfHive());
  const path = ROUTES.hiveRotation.replace(':hive_id', 'gpu-1');
  expect((await postJson(base, path, {}, headers)).ok).toBe(true);
  await vi.waitUntil(() => tokenOfHive() !== first, PATIENT);
  keep('the next token of the hive', tokenOfHive());
  return program;
}

test('[A2] [A9] no secret of a full run is in a log, a command line, an answer, an export or a file of the queen', async () => {
  const queen = await startRbee('queen', '--access-control', '--port', '0', '--data', data, ...TRACE);
  const base = `http://127.0.0.1:${queen.port}`;
  await people(base);
  const token = keep('the token', await rbee('token', 'create', '--name', 'all', '--scope', 'admin'));
  const headers = { authorization: `Bearer ${token}` };
  await vi.waitUntil(async () => (await fetch(base + ROUTES.info, { headers })).ok, PATIENT);
  const agent = await hive(base, headers);

  const found = new Map([
    ['the command line of the queen', commandLine(queen)],
    ['the command line of the hive', commandLine(agent)],
  ]);
  const { info, hives, metrics, users, sessions, tokens, invites, hiveTokens, audit, openapi } = ROUTES;
  const lists = [info, hives, metrics, users, sessions, tokens, invites, hiveTokens, audit, openapi];
  for (const path of [...lists, `${ROUTES.historySeries}?hive=gpu-1&fields=cpu_pct&from=-1h`])
    found.set(path, await textOf(base, path, headers));
  expect(found.get(audit)).toContain('"machine"');
  expect(found.get(hiveTokens)).toContain('gpu-1');
  expect(await agent.end('SIGTERM')).toBe(0);
  expect(await queen.end('SIGTERM')).toBe(0);
  found.set('the log of the queen', queen.output());
  found.set('the log of the hive', agent.output());
  found.set('the list of tokens', await rbee('token', 'list', '--json'));
  found.set('the export', await rbee('history', 'export', '--hive', 'gpu-1', '--from', '-1h'));
  for (const name of readdirSync(data).filter((it) => it !== 'history'))
    found.set(name, readFileSync(join(data, name), 'latin1'));
  expect(found.get('the export')).toContain('cpu_pct');
  expect([...found.keys()]).toContain('access.db');
  expect(secrets.size).toBe(10);

  const shown = [...secrets].flatMap(([what, secret]) =>
    [...found].flatMap(([where, text]) => (text.includes(secret) ? [`${what} is in ${where}`] : [])),
  );
  expect(shown).toEqual([]);
}, 180_000);
