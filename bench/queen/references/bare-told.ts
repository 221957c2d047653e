/** node:http: answers as a queen does. Every 20 ms, sends the bodies to all watchers without parsing them. */
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { listen, watch } from './posted.ts';

const GATHERING_MS = 20;
const ANSWER = '{"status":"ok","message":"Telemetry received from hive hive-00000"}';
const HEADERS = {
  vary: 'Origin',
  'x-content-type-options': 'nosniff',
  'content-type': 'application/json; charset=utf-8',
  'content-length': ANSWER.length,
};
const BEGINNING = Buffer.from('event: heartbeat\nid: b-1\ndata: ');
const END = Buffer.from('\n\n');

const watchers = new Set<Socket>();
let gathered: Buffer[] = [];

listen(
  createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    if (request.method === 'GET') {
      watch(request.socket, watchers);
      return;
    }
    request.on('data', (part: Buffer) => {
      if (gathered.length === 0) setTimeout(flush, GATHERING_MS);
      gathered.push(part);
    });
    request.on('end', () => response.writeHead(200, HEADERS).end(ANSWER));
  }),
);

function flush(): void {
  const frames = Buffer.concat(gathered.flatMap((body) => [BEGINNING, body, END]));
  gathered = [];
  for (const watcher of watchers) watcher.write(frames);
}
