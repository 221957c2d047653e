import { type QueenInfo, QueenInfoSchema, ROUTES } from '@rbee/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { QueenParts } from './queen-parts.ts';
import { describedAs, PROBLEM_RESPONSES, textAs } from './route-schemas.ts';

/** Optional features of the wire that this queen supports, by name. */
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
    response: { 200: { description: 'Yes; the body is empty.', type: 'null' }, ...PROBLEM_RESPONSES },
  },
});

/** GET: health, readiness, metrics and information about the queen ([Q]). */
export async function infoRoutes(app: FastifyInstance, { metrics, settings }: QueenParts): Promise<void> {
  app.get(ROUTES.health, empty('Check if the process runs'), async (_request, reply) => reply.send());
  // While the queen stops, a hook refuses this request like all others.
  app.get(ROUTES.ready, empty('Check if the queen receives heartbeats'), async (_request, reply) =>
    reply.send(),
  );
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
  summary: 'Read the metrics of the queen and its fleet',
  tags: ['queen'],
  response: { 200: textAs('Metrics in the Prometheus text format.', 'text/plain'), ...PROBLEM_RESPONSES },
};

const describeInfo = {
  summary: 'Read the address, version and features of this queen',
  tags: ['queen'],
  response: { 200: describedAs('Information about this queen.', QueenInfoSchema), ...PROBLEM_RESPONSES },
};

/** The actual port, which the system chooses if the setting is 0. */
function portOf(app: FastifyInstance): number | undefined {
  const address = app.server.address();
  return typeof address === 'object' ? address?.port : undefined;
}

/**
 * The address at which the caller reached the queen. The queen itself serves plain HTTP; `X-Forwarded-Proto: https` says that a
 * TLS proxy is in front. Anybody can send that header, but the result goes only to the caller who sent it.
 */
function baseUrl({ headers }: FastifyRequest, host: string, port: number): string {
  const scheme = headers['x-forwarded-proto'] === 'https' ? 'https' : 'http';
  return `${scheme}://${headers.host ?? `${host}:${port}`}`;
}
