import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { freePort } from './free-port.ts';
import { type Program, startRbee } from './program.ts';

/**
 * Hives that reconnect at the same time. Node's default backlog is 511; the kernel would drop further connections until the
 * queen accepts some.
 */
const HIVES = 1_500;

let queen: Program | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  if (queen) process.kill(queen.pid, 'SIGCONT');
  await queen?.end();
});

const most = (): number => Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8'));

test.skipIf(process.platform !== 'linux' || most() < HIVES)(
  'connections made while the queen is blocked wait and are not refused',
  async () => {
    const port = await freePort();
    queen = await startRbee('queen', '--port', String(port));
    process.kill(queen.pid, 'SIGSTOP');
    const connected = await Promise.all(
      Array.from({ length: HIVES }, async () => {
        const socket = connect(port, '127.0.0.1').on('error', () => {});
        sockets.push(socket);
        await once(socket, 'connect');
      }),
    );
    expect(connected).toHaveLength(HIVES);
  },
);
