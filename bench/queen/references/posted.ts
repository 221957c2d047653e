import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';

/** A body that came in by POST, read and parsed by the cheapest means that Node has. */
export type OnPosted = (heartbeat: Record<string, unknown>) => void;

/** Reads a POST's body, hands it on parsed and answers 204. */
export function takePost(request: IncomingMessage, response: ServerResponse, onPosted: OnPosted): void {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const [first] = parts;
    const body = parts.length === 1 && first ? first : Buffer.concat(parts);
    onPosted(JSON.parse(body.toString()));
    response.writeHead(204).end();
  });
}

/** The event that a queen would send for a heartbeat, without validation. */
export const eventOf = (heartbeat: Record<string, unknown>): object => ({
  type: 'hive_telemetry',
  ...heartbeat,
  ...{ timestamp: new Date().toISOString(), sampled_at: heartbeat['timestamp'], health: 'healthy' },
});

/** A watcher of a server's stream, which is told everything by its socket. */
export function watch(socket: Socket, watchers: Set<Socket>): void {
  socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n');
  watchers.add(socket);
  socket.on('close', () => watchers.delete(socket));
}

/** Listens on a free port of loopback and tells the process that started this one. */
export function listen(server: Server | NetServer): void {
  server.listen(0, '127.0.0.1', 8_192, () => {
    process.send?.({ port: (server.address() as AddressInfo).port });
  });
  process.on('disconnect', () => process.exit(0));
}
