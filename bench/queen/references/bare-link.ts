/** ws: reads and parses each frame. Acknowledges the last one of each link once per turn of the event loop. */
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { listen } from './posted.ts';

const server = createServer();
const taken = new Map<WebSocket, number>();

function acknowledge(): void {
  for (const [link, seq] of taken) link.send(JSON.stringify({ type: 'ack', seq }));
  taken.clear();
}

new WebSocketServer({ server, perMessageDeflate: false, skipUTF8Validation: true, clientTracking: false }).on(
  'connection',
  (link) => {
    link.on('message', (frame: Buffer) => {
      if (taken.size === 0) setImmediate(acknowledge);
      taken.set(link, JSON.parse(frame.toString()).seq);
    });
  },
);
listen(server);
