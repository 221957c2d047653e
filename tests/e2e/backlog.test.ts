import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { freePort } from './free-port.ts';
import { type Program, startRbee } from './program.ts';

/**
 * Of a fleet that comes back at once. Node alone would keep 511 of them, and the kernel drop the others for as long as nobody is
 * taken.
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
  'a fleet that connects while the queen is busy is kept waiting, not turned away',
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
