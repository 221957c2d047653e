import { type QueenInfo, QueenInfoSchema, ROUTES } from '@rbee/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { QueenParts } from './queen-parts.ts';
import { describedAs, PROBLEM_RESPONSES, textAs } from './route-schemas.ts';

/** What this queen can do beyond the seed, by name. */
const FEATURES = [
  'find_workers',
  'hive_events',
  'hive_link',
  'metrics',
  'stream_delta',
  'stream_gzip',
  'stream_resume',
  'stream_views',
  'worker_events',
];

const empty = (summary: string) => ({
  schema: {
    summary,
    tags: ['queen'],
    response: { 200: { description: 'An empty body', type: 'null' }, ...PROBLEM_RESPONSES },
  },
});

/** GET of what the queen says of itself ([Q]). */
export async function selfRoutes(app: FastifyInstance, { metrics, settings }: QueenParts): Promise<void> {
  app.get(ROUTES.health, empty('Whether the process runs'), async (_request, reply) => reply.send());
  // While the queen stops every request is refused, and so is this.
  app.get(ROUTES.ready, empty('Whether heartbeats are taken in'), async (_request, reply) => reply.send());
  app.get(ROUTES.metrics, { schema: describeMetrics }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  );
  app.get(ROUTES.info, { schema: describeInfo }, async (request): Promise<QueenInfo> => {
    const port = portOf(app) ?? settings.port;
    return {
      base_url: baseUrl(request, settings.host, port),
      port,
      version: settings.version,
      features: FEATURES,
      build_timestamp: settings.buildTimestamp ?? null,
    };
  });
}

const describeMetrics = {
  summary: 'Metrics of the queen and the fleet',
  tags: ['queen'],
  response: { 200: textAs('Prometheus text', 'text/plain'), ...PROBLEM_RESPONSES },
};

const describeInfo = {
  summary: 'Who this queen is',
  tags: ['queen'],
  response: { 200: describedAs('This queen', QueenInfoSchema), ...PROBLEM_RESPONSES },
};

/** The port that the system gave, where any free one was asked for. */
function portOf(app: FastifyInstance): number | undefined {
  const address = app.server.address();
  return typeof address === 'object' ? address?.port : undefined;
}

const baseUrl = (request: FastifyRequest, host: string, port: number): string =>
  `${request.protocol}://${request.headers.host ?? `${host}:${port}`}`;
