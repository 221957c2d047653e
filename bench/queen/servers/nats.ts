import { type Server, startTheirs } from './server.ts';

/** Starts nats-server (Debian package of that name) on loopback, without configuration. */
export const startNats = (): Promise<Server> =>
  startTheirs((port) => ['nats-server', '--addr', '127.0.0.1', '--port', `${port}`, '--log', '/dev/null']);
