import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** In place of a queen: takes every heartbeat ([H4]) and keeps the last one. */
export interface Sink {
  readonly url: string;
  /** How many came, and how many workers the last one had. */
  seen(): { readonly heartbeats: number; readonly workers: number };
  close(): void;
}

/** Listens on a loopback port of the system's choice. */
export async function startSink(): Promise<Sink> {
  let heartbeats = 0;
  let last = '';
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    heartbeats += 1;
    last = Buffer.concat(parts).toString();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ status: 'ok', message: 'Telemetry received from hive soak' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen: () => ({ heartbeats, workers: last === '' ? 0 : JSON.parse(last).workers.length }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
