import { ROUTES } from '@rbee/contract';
import type { FastifyInstance } from 'fastify';
import { upgradeRefusal } from '../link/index.ts';
import { RefusalError } from '../problem.ts';
import type { QueenParts } from './queen-parts.ts';
import { PROBLEM_RESPONSES } from './route-schemas.ts';

const schema = {
  summary: 'The hive link: heartbeats over a WebSocket, acknowledged',
  tags: ['hives'],
  response: {
    101: { description: 'A link, for as long as the hive stays.', type: 'null' },
    ...PROBLEM_RESPONSES,
  },
};

/** GET of the link by a request that does not become one, so that it is refused like every other ([L1], [H5]). */
export async function linkRoute(app: FastifyInstance, { links, settings }: QueenParts): Promise<void> {
  app.get(ROUTES.link, { schema, exposeHeadRoute: false }, async (request) => {
    const refusal = upgradeRefusal(request.raw, links.count >= settings.maxLinks);
    throw new RefusalError(refusal ?? UNASKED);
  });
}

/** A handshake that was right all along, on a server that does not upgrade: what stands before it took that away. */
const UNASKED = {
  code: 'upgrade_required',
  detail: 'This connection cannot become a WebSocket; POST heartbeats to /v1/hive-heartbeat.',
} as const;
