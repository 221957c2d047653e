import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type Certificate, certificate } from '../../../../packages/queen/src/testing/certificate.ts';
import { rbee } from '../testing/real-program.ts';

const TIMEOUT = { timeout: 60_000 };

/** A folder with the files of a certificate, and the flags that name them. */
function aFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const write = (its: Certificate): void => {
    writeFileSync(key, its.key, { mode: 0o600 });
    writeFileSync(cert, its.pem);
  };
  return { write, flags: ['--no-config', '--port', '0', '--tls-cert', cert, '--tls-key', key] };
}

/** The name in the certificate that a queen shows. */
async function nameShown(port: number): Promise<unknown> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return subject.CN;
}

test('SIGHUP lets a queen use a new certificate, and its links stay', TIMEOUT, async () => {
  const { write, flags } = aFolder();
  const first = certificate('first', 'server');
  write(first);
  const queen = rbee(['queen', ...flags]);
  onTestFinished(() => void queen.process.kill('SIGKILL'));
  const address = /listens on https:\/\/127\.0\.0\.1:(\d+)/;
  await vi.waitUntil(() => address.test(queen.output.err), TIMEOUT);
  const port = Number(address.exec(queen.output.err)?.[1]);
  const link = new WebSocket(`wss://127.0.0.1:${port}/v1/hive-link`, { ca: first.pem });
  await once(link, 'open');
  write(certificate('second', 'server'));
  queen.process.kill('SIGHUP');
  await vi.waitUntil(async () => (await nameShown(port)) === 'second', { ...TIMEOUT, interval: 100 });
  const pong = once(link, 'pong');
  link.ping();
  await pong;
  expect(link.readyState).toBe(WebSocket.OPEN);
  queen.process.kill('SIGTERM');
  expect(await queen.exited).toBe(0);
});

test(
  'a queen whose certificate cannot be used does not start, and says why in one sentence',
  TIMEOUT,
  async () => {
    const { write, flags } = aFolder();
    const its = certificate('queen', 'server');
    write({ ...its, key: certificate('other', 'server').key });
    const queen = rbee(['queen', ...flags]);
    expect(await queen.exited).toBe(2);
    expect(queen.output.err).toMatch(
      /^rbee: the key file \S+key\.pem does not belong to the certificate\.\n$/,
    );
  },
);
