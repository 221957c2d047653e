import type { IncomingMessage } from 'node:http';
import { ROUTES } from '@rbee/contract';
import type { FastifyInstance } from 'fastify';
import { hostGuard } from '../guard/index.ts';
import { upgradeRefusal } from '../link/index.ts';
import { RefusalError } from '../problem.ts';
import type { QueenParts } from './queen-parts.ts';
import { PROBLEM_RESPONSES } from './route-schemas.ts';

/**
 * Returns a predicate for requests that may become a link. A request that may not is routed like any other, so that
 * it is refused by the same guards and by `linkRoute`.
 */
export function linkGate({ settings, links, isStopping }: QueenParts): (request: IncomingMessage) => boolean {
  const hostRefusal = hostGuard(settings);
  return (request) =>
    request.url?.split('?')[0] === ROUTES.link &&
    !isStopping() &&
    hostRefusal(request) === null &&
    upgradeRefusal(request, links.count >= settings.maxLinks) === null;
}

const schema = {
  summary: 'Open a hive link: a WebSocket that carries heartbeats and acknowledgements',
  tags: ['hives'],
  response: {
    101: { description: 'The connection is a WebSocket until one end closes it.', type: 'null' },
    ...PROBLEM_RESPONSES,
  },
};

/** GET: refuses requests that did not become a link ([L1], [H5]). */
export async function linkRoute(app: FastifyInstance, { links, settings }: QueenParts): Promise<void> {
  app.get(ROUTES.link, { schema, exposeHeadRoute: false }, async (request) => {
    const refusal = upgradeRefusal(request.raw, links.count >= settings.maxLinks);
    throw new RefusalError(refusal ?? NOT_UPGRADED);
  });
}

/**
 * For a valid handshake on a server that does not upgrade, for example behind middleware that removed the upgrade
 * listener.
 */
const NOT_UPGRADED = {
  code: 'upgrade_required',
  detail: 'This connection cannot become a WebSocket; POST heartbeats to /v1/hive-heartbeat.',
} as const;
