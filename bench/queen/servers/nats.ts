import { freePort, type Server, startTheirs } from './server.ts';

/** nats-server (Debian package of that name), as it comes, on loopback. */
export async function startNats(): Promise<Server> {
  const port = await freePort();
  return startTheirs(
    ['nats-server', '--addr', '127.0.0.1', '--port', String(port), '--log', '/dev/null'],
    port,
  );
}
