import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { QueenInfo } from '@rbee/contract';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { type Certificate, certificate } from '../../../packages/queen/src/testing/certificate.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const INFO: QueenInfo = {
  base_url: 'https://queen',
  port: 1,
  version: '1',
  features: [],
  build_timestamp: '2025-10-30T20:15:30Z',
};

/** A queen behind TLS that tells how the first heartbeat comes; without links it answers upgrades with 404. */
async function startQueen({ pem, key }: Certificate, hasLinks = true) {
  const { promise: way, resolve } = Promise.withResolvers<'link' | 'post'>();
  const server = createServer({ cert: pem, key }, (request, response) => {
    if (request.method === 'POST') resolve('post');
    const isInfo = request.url === '/v1/info';
    response.writeHead(isInfo ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(INFO));
  });
  if (hasLinks) {
    const links = new WebSocketServer({ server });
    links.on('connection', (link) => link.on('message', () => resolve('link')));
    onTestFinished(() => {
      for (const link of links.clients) link.terminate();
    });
  }
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { way, url: `https://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Runs `rbee` with a file of certificates; `said` is its output so far. */
function rbee(command: string, url: string, trusted: string | null) {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-tls-'));
  const path = join(folder, 'ca.pem');
  writeFileSync(path, trusted ?? '');
  const args = [
    MAIN,
    command,
    '--no-config',
    '--queen-url',
    url,
    ...(trusted === null ? [] : ['--queen-ca', path]),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  let output = '';
  const said = (text: string) =>
    new Promise<void>((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk) => {
          output += String(chunk);
          if (output.includes(text)) resolve();
        });
      }
    });
  return { child, said };
}

const authority = certificate('authority', 'authority');
const signed = certificate('queen', 'server', authority);
const own = certificate('queen', 'server');

test.each([
  ['signed by an authority, over a link', signed, authority.pem, true, 'link'],
  ['signed by an authority, by POST', signed, authority.pem, false, 'post'],
  ['signed by itself, over a link', own, own.pem, true, 'link'],
  ['one of several that are trusted', own, authority.pem + own.pem, true, 'link'],
] as const)(
  '--queen-ca lets a hive trust a certificate: %s',
  { timeout: 60_000 },
  async (_, its, trusted, hasLinks, way) => {
    const queen = await startQueen(its, hasLinks);
    rbee('hive', queen.url, trusted);
    expect(await queen.way).toBe(way);
  },
);

test.each([
  ['without --queen-ca', signed, null, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  [
    'with the certificate of another authority',
    signed,
    certificate('x', 'authority').pem,
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ],
  ['signed by itself', own, null, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
] as const)(
  'a hive says how to trust a certificate: %s',
  { timeout: 60_000 },
  async (_, its, trusted, code) => {
    const queen = await startQueen(its);
    const { said } = rbee('hive', queen.url, trusted);
    await said(
      `(${code}: its certificate is not trusted; start the hive with --queen-ca <file with the authority's certificate>)`,
    );
  },
);

test('a file without certificates ends a hive at its start', { timeout: 60_000 }, async () => {
  const { child, said } = rbee('hive', 'https://127.0.0.1:1', signed.key);
  const sentence = said(
    "ca.pem has a private key and no certificate; name the file with the authority's certificate.",
  );
  expect(await once(child, 'exit')).toEqual([2, null]);
  await sentence;
});

test('the certificates count for rbee doctor, too', { timeout: 60_000 }, async () => {
  const queen = await startQueen(signed);
  const { said } = rbee('doctor', queen.url, authority.pem);
  await said(`${queen.url} is reachable, version 1.`);
});
