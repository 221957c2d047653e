import { once } from 'node:events';
import { connect } from 'node:net';
import type { Heartbeat } from '@rbee/contract';
import type { Source } from '../fan-out.ts';
import { Pace } from './pace.ts';
import type { Posts } from './posts.ts';
import { Beats } from './sample-heartbeats.ts';

/** The event of a queen for a heartbeat, as a message of NATS. */
function publication(heartbeat: Heartbeat): string {
  const data = JSON.stringify({ type: 'hive_telemetry', health: 'healthy', ...heartbeat });
  const payload = `event: heartbeat\nid: 0123456789ab-123456\ndata: ${data}\n\n`;
  return `PUB heartbeats ${Buffer.byteLength(payload)}\r\n${payload}\r\n`;
}

/** Publishes the samples of so many hives over one connection, by turns, at a pace. */
export async function natsPublisher(
  port: number,
  hives: number,
  perSecond: number,
  posts: Posts,
): Promise<Source> {
  const beats = Array.from({ length: hives }, (_, index) => new Beats(index, 16));
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
        // The server reads no faster than it delivers; what it does not read must not pile up in this process.
        if (socket.writableLength > 1024 * 1024) return;
        const heartbeat = beats[turn % hives]?.next(posts.next());
        turn += 1;
        if (heartbeat) socket.write(publication(heartbeat));
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
