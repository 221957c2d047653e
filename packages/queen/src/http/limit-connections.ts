import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { shareAddress, trusts } from '../client-address.ts';
import type { Settings } from '../config.ts';
import type { QueenMetrics } from '../metrics/index.ts';
import { connectionsWithin } from '../open-files.ts';
import { type Bound, Shares } from '../shares.ts';
import type { Enter } from '../tls/index.ts';

/** The shortest time between two log lines of closed connections, milliseconds. */
const LOG_PAUSE_MS = 60_000;

/**
 * Closes connections beyond the limit, and those of one address beyond its share. A trusted proxy has no share: its connections
 * are those of its clients. Returns the function that takes a place, for requests of HTTP/2.
 */
export function limitConnections(
  { server, log }: Pick<FastifyInstance, 'server' | 'log'>,
  settings: Settings,
  metrics: Pick<QueenMetrics, 'limitReached'>,
): Enter {
  const { addressShare, trustedProxies, clock } = settings;
  const maxConnections = connectionsWithin(settings);
  const shares = new Shares({ limit: maxConnections, addressShare });
  const isTrusted = trusts(trustedProxies);
  let loggedAt = Number.NEGATIVE_INFINITY;
  const refused = (bound: Bound, address: string): void => {
    metrics.limitReached('connections', bound);
    if (clock.monotonic() - loggedAt < LOG_PAUSE_MS) return;
    loggedAt = clock.monotonic();
    log.warn({ address, bound }, 'connections are closed because the limit is reached');
  };
  const enter: Enter = ({ remoteAddress }) => {
    const address = shareAddress(remoteAddress);
    const bound = shares.fullFor(address);
    if (bound === 'all' || (bound && !isTrusted(remoteAddress))) {
      refused(bound, address);
      return null;
    }
    shares.add(address);
    return () => shares.release(address);
  };
  // Closed before Node makes an object for it.
  server.maxConnections = maxConnections;
  server.on('drop', (data) => refused('all', shareAddress(data?.remoteAddress)));
  // Before Node's own listener, which would begin to read requests.
  server.prependListener('connection', (socket: Socket) => {
    const leave = enter(socket);
    if (leave) socket.once('close', leave);
    else socket.destroy();
  });
  return enter;
}
