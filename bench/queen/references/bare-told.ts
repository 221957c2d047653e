/**
 * The least that a server of node:http does which answers heartbeats as a queen does and tells watchers of them as they came,
 * gathered for 20 ms: it looks at nothing.
 */
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { listen, watch } from './posted.ts';

const GATHERING_MS = 20;
const ANSWER = '{"status":"ok","message":"Telemetry received from hive hive-00000"}';
const HEADERS = {
  ...{ vary: 'Origin', 'x-content-type-options': 'nosniff' },
  ...{ 'content-type': 'application/json; charset=utf-8', 'content-length': ANSWER.length },
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
      if (gathered.length === 0) setTimeout(tell, GATHERING_MS);
      gathered.push(part);
    });
    request.on('end', () => response.writeHead(200, HEADERS).end(ANSWER));
  }),
);

function tell(): void {
  const frames = Buffer.concat(gathered.flatMap((body) => [BEGINNING, body, END]));
  gathered = [];
  for (const watcher of watchers) watcher.write(frames);
}
