/** One write for each event and watcher, on bare sockets. */
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { eventOf, listen, takePost } from './posted.ts';

const watchers = new Set<Socket>();
let events = 0;

listen(
  createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    if (request.method !== 'GET') takePost(request, response, tell);
    else {
      const { socket } = request;
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n');
      watchers.add(socket);
      socket.on('close', () => watchers.delete(socket));
    }
  }),
);

function tell(heartbeat: Record<string, unknown>): void {
  events += 1;
  const frame = Buffer.from(
    `event: heartbeat\nid: b-${events}\ndata: ${JSON.stringify(eventOf(heartbeat))}\n\n`,
  );
  for (const watcher of watchers) watcher.write(frame);
}
