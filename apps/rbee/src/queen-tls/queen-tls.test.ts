import { chmodSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { certificate } from '../../../../packages/queen/src/testing/certificate.ts';
import { tlsOf } from './queen-tls.ts';
import { readPair } from './read-pair.ts';

const own = certificate('queen', 'server');
const other = certificate('other', 'server');
const NOW = Date.UTC(2026, 0, 1);

/** A pair in a folder, and what the queen logs of it. */
function aPair(cert: string = own.pem, key: string = own.key) {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = { tlsCert: join(folder, 'cert.pem'), tlsKey: join(folder, 'key.pem') };
  const write = (text: { cert?: string; key?: string }): void => {
    if (text.cert !== undefined) writeFileSync(files.tlsCert, text.cert);
    if (text.key !== undefined) writeFileSync(files.tlsKey, text.key, { mode: 0o600 });
  };
  write({ cert, key });
  const lines: string[] = [];
  const keep = (line: unknown): void => void lines.push(String(line).replaceAll(folder, ''));
  const open = (now = NOW) => tlsOf(files, { readPair, log: { info: keep, warn: keep }, now: () => now });
  return { folder, files, write, lines, open };
}

/** A queen with such a pair. */
async function served(...pair: Parameters<typeof aPair>) {
  const its = aPair(...pair);
  const tls = await its.open();
  if (tls.kind !== 'on') throw new Error(`no TLS: ${JSON.stringify(tls)}`);
  return { ...its, ...tls };
}

test.each([
  ['without a key', { tlsKey: undefined }, '--tls-cert needs the key of the certificate, too: add --tls-key'],
  ['without a certificate', { tlsCert: undefined }, '--tls-key needs the certificate of the key, too'],
  ['whose key is missing', { tlsKey: '/none/key.pem' }, 'the key file /none/key.pem cannot be read (ENOENT)'],
  ['whose certificate is a folder', { tlsCert: '/' }, 'the certificate file / is not an ordinary file'],
  ['whose certificate is a device', { tlsCert: '/dev/zero' }, '/dev/zero is not an ordinary file'],
])('refuses a pair %s', async (_, change, sentence) => {
  const { files } = aPair();
  const log = { info: () => {}, warn: () => {} };
  const tls = await tlsOf({ ...files, ...change }, { readPair, log, now: () => NOW });
  expect(tls).toEqual({ kind: 'refused', sentence: expect.stringContaining(sentence) });
});

test('names the file that cannot be used', async () => {
  const { files, open } = aPair(own.pem, other.key);
  const sentence = `the key file ${files.tlsKey} does not belong to the certificate`;
  expect(await open()).toEqual({ kind: 'refused', sentence });
});

test('a pair without a fault is used without a word', async () => {
  const { lines, certificate } = await served();
  expect(certificate.pair.cert).toBe(own.pem);
  expect(lines).toEqual([]);
});

test.each([
  ['has expired', Date.UTC(2050, 0, 1), 'has expired on 2049-12-31T23:59:59.000Z'],
  ['expires soon', Date.UTC(2049, 11, 30), 'expires on 2049-12-31T23:59:59.000Z; renew it'],
  ['is not valid yet', Date.UTC(2019, 0, 1), 'is valid only from 2020-01-01T00:00:00.000Z'],
])('warns of a certificate that %s, and uses it', async (_, now, warning) => {
  const { open, lines } = aPair();
  expect(await open(now)).toMatchObject({ kind: 'on' });
  expect(lines).toEqual([expect.stringContaining(warning)]);
});

test('warns of a key that everybody can read', async () => {
  const { open, files, lines } = aPair();
  chmodSync(files.tlsKey, 0o644);
  await open();
  expect(lines).toEqual(['All users of this machine can read the key /key.pem; run chmod o-r on it.']);
});

test('files that change are used, also by a symbolic link that leads elsewhere', async () => {
  const { watch, files, folder, certificate: its, lines } = await served();
  await watch.check();
  expect(lines).toEqual([]);
  writeFileSync(join(folder, 'new-cert.pem'), other.pem);
  writeFileSync(join(folder, 'new-key.pem'), other.key, { mode: 0o600 });
  for (const [file, target] of [
    [files.tlsCert, 'new-cert.pem'],
    [files.tlsKey, 'new-key.pem'],
  ] as const) {
    unlinkSync(file);
    symlinkSync(target, file);
  }
  await watch.check();
  expect(its.pair.cert).toBe(other.pem);
  expect(lines).toEqual([
    'The certificate of /cert.pem is used from now on; it is valid until 2049-12-31T23:59:59.000Z.',
    'The certificate has another key: hives that were invited with the one before do not trust it.',
  ]);
});

test('a bad pair keeps the one before, and is named once, but not while the files change', async () => {
  const { watch, write, certificate: its, lines } = await served();
  write({ cert: other.pem });
  await watch.check();
  expect(lines).toEqual([]);
  await watch.check();
  await watch.check();
  expect(lines).toEqual([
    'The key file /key.pem does not belong to the certificate; the certificate before is used further.',
  ]);
  expect(its.pair.cert).toBe(own.pem);
  write({ key: other.key });
  await watch.check();
  expect(its.pair.cert).toBe(other.pem);
});

test('a file that is gone keeps the pair, and its return is no change', async () => {
  const { watch, files, write, certificate: its, lines } = await served();
  unlinkSync(files.tlsCert);
  for (let at = 0; at < 3; at++) await watch.check();
  expect(lines).toEqual([
    'The certificate file /cert.pem cannot be read (ENOENT); the certificate before is used further.',
  ]);
  write({ cert: own.pem });
  await watch.check();
  expect(its.pair.cert).toBe(own.pem);
  expect(lines).toHaveLength(1);
});
