import type { IncomingMessage } from 'node:http';
import { ROUTES } from '@rbee/contract';
import type { FastifyInstance } from 'fastify';
import { originRefusal, requestGuard } from '../guard/index.ts';
import { limitRefusal } from '../limit-refusal.ts';
import { type Refusal, RefusalError } from '../problem.ts';
import type { QueenParts } from './queen-parts.ts';
import { describe, empty } from './route-schemas.ts';

/**
 * Returns a predicate for requests that may become a link. A request that may not is routed like any other, so that
 * it is refused by the same guards and by `linkRoute`; so is one that was sent before the answer to an earlier request,
 * because that answer would become a part of the WebSocket.
 */
export function linkGate(parts: QueenParts): (request: IncomingMessage) => boolean {
  const refusalOf = requestGuard(parts.settings);
  return (request) =>
    request.url?.split('?')[0] === ROUTES.link &&
    !parts.isStopping() &&
    !parts.owed.has(request.socket) &&
    refusalOf(request) === null &&
    parts.gate.refusedFor(request, 'heartbeat') === null &&
    upgradeRefusal(request, parts) === null;
}

const schema = describe(
  'hives',
  'Open a hive link: a WebSocket that carries heartbeats and acknowledgements',
  { 101: empty('The connection is a WebSocket until one end closes it.') },
);

/** GET: refuses requests that did not become a link ([L1], [H5]). */
export async function linkRoute(app: FastifyInstance, parts: QueenParts): Promise<void> {
  const { links, metrics, gate } = parts;
  app.get(ROUTES.link, { schema, exposeHeadRoute: false }, async ({ raw }) => {
    const refusal = upgradeRefusal(raw, parts) ?? NOT_UPGRADED;
    const bound = refusal.code === 'overloaded' ? links.fullFor(gate.ownerOf(raw)) : null;
    if (bound) metrics.limitReached('links', bound);
    throw new RefusalError(refusal);
  });
}

/**
 * The reason why a GET is refused as a link, or null. Browsers let every page open a WebSocket to any host, so requests of
 * foreign origins are refused here although they are GETs.
 */
function upgradeRefusal(request: IncomingMessage, { links, gate }: QueenParts): Refusal | null {
  const foreign = originRefusal(request);
  if (foreign) return foreign;
  if (!isHandshake(request)) return NO_HANDSHAKE;
  const bound = links.fullFor(gate.ownerOf(request));
  return bound && limitRefusal('links', bound);
}

/** A WebSocket key is 16 bytes in base64 (RFC 6455 section 4.1). */
const KEY = /^[+/0-9A-Za-z]{22}==$/;

/** RFC 6455 section 4.1. HTTP/1.0 has no upgrades, and a body would be read as frames. */
const isHandshake = ({ method, headers, httpVersion }: IncomingMessage): boolean =>
  method === 'GET' &&
  httpVersion === '1.1' &&
  Number(headers['content-length'] ?? 0) === 0 &&
  headers['transfer-encoding'] === undefined &&
  headers.upgrade?.toLowerCase() === 'websocket' &&
  /(?:^|,)\s*upgrade\s*(?:,|$)/i.test(headers.connection ?? '') &&
  headers['sec-websocket-version'] === '13' &&
  KEY.test(headers['sec-websocket-key'] ?? '');

const NO_HANDSHAKE: Refusal = {
  code: 'upgrade_required',
  detail: 'Open a WebSocket here (RFC 6455, version 13), or POST heartbeats to /v1/hive-heartbeat.',
};

/**
 * For a valid handshake that was not the first request on its connection to wait for an answer, or on a server that does not
 * upgrade, for example behind middleware that removed the upgrade listener.
 */
const NOT_UPGRADED: Refusal = {
  code: 'upgrade_required',
  detail:
    'This connection cannot become a WebSocket; use one of its own, or POST heartbeats to /v1/hive-heartbeat.',
};
