/**
 * Runs the configurations of nginx and Caddy in docs/operating.md in front of a queen with access control: a link, the stream, and
 * headers that a client forges. `npm run test:proxies`; a proxy that is not installed is skipped with a sentence.
 */
import { equal, ok } from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAccess, type Result } from '@rbee/access';
import { aHeartbeat } from '@rbee/contract/builders';
import { WebSocket } from 'ws';
import { exitOnSignals } from '../../bench/child.ts';
import { certificate } from '../../packages/queen/src/testing/certificate.ts';
import { freePort } from '../e2e/free-port.ts';
import { endAll, startRbee } from '../e2e/program.ts';
import { PROXIES, type ReverseProxy } from './proxies.ts';

/** Longest time for one answer, milliseconds. */
const PATIENCE_MS = 20_000;
const HIVE = 'behind-a-proxy';
const ACTOR = { who: 'machine', address: null };
/** What a client sends that wants to be somebody else, or the queen to have another address. */
const FORGED = {
  'x-forwarded-for': '192.0.2.66',
  'x-forwarded-proto': 'http',
  'x-forwarded-prefix': '/evil',
};

exitOnSignals();
const its = certificate('queen', 'server');
const folder = mkdtempSync(join(tmpdir(), 'rbee-proxies-'));
const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
writeFileSync(cert, its.pem);
writeFileSync(key, its.key, { mode: 0o600 });
try {
  const tokens = await makeTokens();
  const queen = await startRbee(
    'queen',
    '--no-config',
    '--port',
    '0',
    '--data',
    folder,
    '--trust-proxy',
    '127.0.0.1',
  );
  for (const proxy of PROXIES) await check(proxy, queen.port, tokens);
} finally {
  await endAll();
  rmSync(folder, { recursive: true });
}

type Tokens = Awaited<ReturnType<typeof makeTokens>>;

/** The tokens of a program and of a hive, made before the queen starts. */
async function makeTokens() {
  const access = await openAccess({ file: join(folder, 'access.db') });
  const body = { name: 'proxies', scopes: ['read', 'stream', 'admin'] as const };
  const program = granted(access.programs.add(body, ACTOR)).secret;
  const { code } = granted(access.hives.invite({ hive_id: HIVE }, ACTOR));
  const from = { address: '127.0.0.1', agent: '' };
  const hive = granted(access.hives.join({ code, hive_id: HIVE }, from)).token;
  await access.close();
  return { program, hive };
}

function granted<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value;
}

async function check(proxy: ReverseProxy, queenPort: number, tokens: Tokens): Promise<void> {
  const reason = proxy.whyNot();
  if (reason !== null) {
    process.stdout.write(`${proxy.name}: skipped, as ${reason}.\n`);
    return;
  }
  const port = await freePort();
  const stop = await proxy.start({ port, queenPort, cert, key });
  try {
    await checkAddress(port, tokens);
    await checkStream(port, tokens);
  } finally {
    await stop();
  }
  process.stdout.write(`${proxy.name}: the configuration of docs/operating.md works.\n`);
}

/** The queen knows its address and that of its client, whatever the client says. */
async function checkAddress(port: number, { program }: Tokens): Promise<void> {
  const info = JSON.parse(await textOf(await ask(port, '/v1/info', program, FORGED)));
  equal(info.base_url, `https://127.0.0.1:${port}`);
  const url = `https://127.0.0.1:${port}/v1/access/join`;
  const headers = { 'content-type': 'application/json', ...FORGED };
  const joining = request(url, { ca: its.pem, method: 'POST', headers });
  joining.end(JSON.stringify({ code: 'x'.repeat(22), hive_id: 'stranger' }));
  const [refused] = await within(once(joining, 'response'));
  equal(refused.statusCode, 401);
  refused.resume();
  // The queen keeps whom it refused.
  const audit = JSON.parse(await textOf(await ask(port, '/v1/access/audit?limit=100', program)));
  const addresses = audit.items.map(({ address }: { address: string | null }) => address);
  ok(addresses.includes('127.0.0.1'), JSON.stringify(audit));
  ok(!addresses.includes(FORGED['x-forwarded-for']), JSON.stringify(audit));
}

/** A hive's link passes, and what it sends comes out of the stream at once. */
async function checkStream(port: number, { program, hive }: Tokens): Promise<void> {
  const stream = await ask(port, '/v1/heartbeats/stream', program);
  equal(stream.statusCode, 200);
  const link = new WebSocket(`wss://127.0.0.1:${port}/v1/hive-link`, {
    ca: its.pem,
    headers: { authorization: `Bearer ${hive}` },
  });
  await within(once(link, 'open'));
  const timestamp = new Date().toISOString();
  link.send(JSON.stringify({ type: 'heartbeat', seq: 1, ...aHeartbeat({ hive_id: HIVE, timestamp }) }));
  await within(textUntil(stream, timestamp));
  equal(link.readyState, WebSocket.OPEN);
  link.terminate();
  stream.destroy();
}

async function ask(port: number, path: string, token: string, headers = {}): Promise<IncomingMessage> {
  const url = `https://127.0.0.1:${port}${path}`;
  const asking = get(url, { ca: its.pem, headers: { authorization: `Bearer ${token}`, ...headers } });
  const [response] = await within(once(asking, 'response'));
  return response;
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += chunk;
  return text;
}

async function textUntil(response: IncomingMessage, wanted: string): Promise<void> {
  let text = '';
  while (!text.includes(wanted)) text += (await once(response, 'data'))[0];
}

/** Rejects if something takes too long. */
function within<T>(promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
