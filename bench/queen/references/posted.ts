import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';

/** Reads and parses the body of a POST as cheaply as Node can, and answers 204. */
export function takePost(
  request: IncomingMessage,
  response: ServerResponse,
  onHeartbeat: (heartbeat: Record<string, unknown>) => void,
): void {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const [first] = parts;
    const body = parts.length === 1 && first ? first : Buffer.concat(parts);
    onHeartbeat(JSON.parse(body.toString()));
    response.writeHead(204).end();
  });
}

/** The event that a queen sends for a heartbeat. The heartbeat is not validated. */
export const eventOf = (heartbeat: Record<string, unknown>): object => ({
  type: 'hive_telemetry',
  ...heartbeat,
  timestamp: new Date().toISOString(),
  sampled_at: heartbeat['timestamp'],
  health: 'healthy',
});

/** Begins an event stream on a connection and adds it to the watchers. */
export function watch(socket: Socket, watchers: Set<Socket>): void {
  socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n');
  watchers.add(socket);
  socket.on('close', () => watchers.delete(socket));
}

/** Listens on a free loopback port, and sends the port to the parent process. Exits with the parent. */
export function listen(server: Server | NetServer): void {
  server.listen(0, '127.0.0.1', 8_192, () => {
    process.send?.({ port: (server.address() as AddressInfo).port });
  });
  process.on('disconnect', () => process.exit(0));
}
