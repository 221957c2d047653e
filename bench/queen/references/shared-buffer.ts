/** The cheapest loop: writes the same buffer to every socket every 50 ms, between the messages `begin` and `stop`. */
import { createServer, type Socket } from 'node:net';
import { Beats } from '../load/sample-heartbeats.ts';
import { listen } from './posted.ts';

const EVERY_MS = 50;
const EVENTS = 50;

const watchers = new Set<Socket>();
const frames = Array.from({ length: EVENTS }, (_, index) => {
  const heartbeat = new Beats(index, 1).next(1_000_000_000);
  const data = JSON.stringify({ type: 'hive_telemetry', health: 'healthy', ...heartbeat });
  return Buffer.from(`event: heartbeat\nid: 0123456789ab-${index}\ndata: ${data}\n\n`);
});
const buffer = Buffer.concat(frames);
let timer: NodeJS.Timeout | undefined;

listen(
  createServer((socket) => {
    watchers.add(socket);
    socket.resume();
    socket.on('error', () => socket.destroy());
    socket.on('close', () => watchers.delete(socket));
  }),
);

process.on('message', (word) => {
  clearInterval(timer);
  if (word === 'begin') timer = setInterval(flush, EVERY_MS);
});

function flush(): void {
  for (const watcher of watchers) watcher.write(buffer);
}
