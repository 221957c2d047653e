/** node:http: writes each event to each watcher. */
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { eventOf, listen, takePost, watch } from './posted.ts';

const watchers = new Set<Socket>();
let events = 0;

listen(
  createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    if (request.method !== 'GET') takePost(request, response, send);
    else watch(request.socket, watchers);
  }),
);

function send(heartbeat: Record<string, unknown>): void {
  events += 1;
  const frame = Buffer.from(
    `event: heartbeat\nid: b-${events}\ndata: ${JSON.stringify(eventOf(heartbeat))}\n\n`,
  );
  for (const watcher of watchers) watcher.write(frame);
}
