import { once } from 'node:events';
import { connect } from 'node:net';
import type { Source } from '../fan-out.ts';
import { Beats } from './beats.ts';
import { timeNow } from './fleet.ts';
import { Pace } from './pace.ts';
import type { Posts } from './posts.ts';

/** What a queen tells of a heartbeat, published as it is. */
const publication = (json: string): Buffer => {
  const payload = `event: heartbeat\nid: 0123456789ab-123456\ndata: {"type":"hive_telemetry","health":"healthy",${json.slice(1)}\n\n`;
  return Buffer.from(`PUB heartbeats ${Buffer.byteLength(payload)}\r\n${payload}\r\n`);
};

/** Publishes the samples of so many hives over one connection, by turns, at a pace. */
export async function natsPublisher(
  port: number,
  hives: number,
  perSecond: number,
  posts: Posts,
): Promise<Source> {
  const beats = Array.from({ length: hives }, (_, index) => new Beats(index, 16, publication));
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  socket.on('data', (bytes) => {
    if (bytes.includes('PING')) socket.write('PONG\r\n');
  });
  socket.on('error', () => socket.destroy());
  socket.write('CONNECT {"verbose":false,"pedantic":false}\r\n');
  let turn = 0;
  let pace: Pace | undefined;
  return {
    begin: () => {
      pace = new Pace(perSecond, () => {
        // It reads no faster than it can tell: what it does not read waits here, and not in this process's memory.
        if (socket.writableLength > 1024 * 1024) return;
        const bytes = beats[turn % hives]?.next(posts.next(), timeNow());
        turn += 1;
        if (bytes) socket.write(bytes);
      });
    },
    stop: async () => pace?.stop(),
    sent: () => undefined,
    reset: () => {},
    end: () => {
      pace?.stop();
      socket.destroy();
    },
  };
}
