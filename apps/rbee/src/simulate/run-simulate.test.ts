import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCheck, type Heartbeat, HeartbeatSchema, joinText } from '@rbee/contract';
import { systemClock } from '@rbee/hive';
import { afterEach, expect, test, vi } from 'vitest';
import { resolve, simulateTable } from '../settings/index.ts';
import { runSimulate } from './run-simulate.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const tokenOf = (hiveId: string): string =>
  `rbh_${Buffer.from(hiveId).toString('base64url').padEnd(43, '_')}`;

/** A queen without links that accepts POSTs, with `asksTokens` only with the token that joining gave to the hive. */
async function startQueen({ asksTokens = false } = {}) {
  const bodies: Heartbeat[] = [];
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST') return response.writeHead(404).end();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Heartbeat;
    const token = tokenOf(body.hive_id);
    if (request.url === '/v1/access/join')
      return response.end(JSON.stringify({ hive_id: body.hive_id, token }));
    if (asksTokens && request.headers.authorization !== `Bearer ${token}`)
      return response.writeHead(401).end();
    bodies.push(body);
    return response.end('{"status":"ok"}');
  });
  closing.push(() => server.close().closeAllConnections());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function simulate(flags: Record<string, string>) {
  const given = new Map(Object.entries(flags).map(([flag, text]) => [flag, [text]]));
  const resolved = resolve(simulateTable(), given, {});
  if (resolved.kind === 'wrong') throw new Error(resolved.sentence);
  const lines: string[] = [];
  const stop = new AbortController();
  const ready = vi.fn();
  const ended = runSimulate(
    { ...resolved.values, queenUrl: flags['--queen-url'] ?? '' },
    {
      ...{ version: '1.2.3', clock: systemClock, random: () => 0.5, stop: stop.signal, onReady: ready },
      print: (text) => lines.push(text),
    },
  );
  return { lines, stop, ended, ready };
}

test('a fleet sends heartbeats until it is asked to stop; without a link it uses POST and says so', async () => {
  const { bodies, url } = await startQueen();
  const { lines, stop, ended, ready } = simulate({ '--queen-url': url, '--hives': '20', '--rate': '10' });
  await vi.waitUntil(() => bodies.length >= 100, { timeout: 30_000, interval: 10 });
  stop.abort();
  expect(await ended).toEqual({ code: 0 });
  expect(ready).toHaveBeenCalledOnce();
  const check = createCheck(HeartbeatSchema);
  for (const body of bodies) expect(check.mismatch(body)).toBeNull();
  expect(new Set(bodies.map(({ hive_id }) => hive_id)).size).toBe(20);
  expect(lines[0]).toContain('Simulating 20 hives of 8 workers');
  expect(lines[1]).toBe(
    'The queen offers no hive link (the WebSocket upgrade was answered with 404); sending heartbeats by POST.',
  );
  const [sent, accepted, refused, failed] = (lines.at(-1)?.match(/\d+(?= (sent|acc|ref|fail))/g) ?? []).map(
    Number,
  );
  expect([accepted, refused, (sent ?? 0) - (failed ?? 0)]).toEqual([bodies.length, 0, bodies.length]);
});

test('stops by itself after the requested time', async () => {
  const { url } = await startQueen();
  const { lines, ended } = simulate({ '--queen-url': url, '--hives': '1', '--duration': '1ms' });
  expect(await ended).toEqual({ code: 0 });
  expect(lines.at(-1)).toMatch(/^In 0 s/);
});

test('[A3] each hive of a fleet joins with the invite, and sends its own token', async () => {
  const { bodies, url } = await startQueen({ asksTokens: true });
  const text = joinText({ url, code: 'the-code-of-a-fleet' });
  const flags = { '--queen-url': url, '--hives': '20', '--rate': '10', '--join': text };
  const { stop, ended } = simulate(flags);
  const hives = () => new Set(bodies.map(({ hive_id }) => hive_id)).size;
  await vi.waitUntil(() => hives() === 20, { timeout: 30_000, interval: 10 });
  stop.abort();
  expect(await ended).toEqual({ code: 0 });
});
