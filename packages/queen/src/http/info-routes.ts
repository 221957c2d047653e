import { type QueenInfo, QueenInfoSchema, ROUTES } from '@rbee/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { QueenParts } from './queen-parts.ts';
import { describe, empty, json } from './route-schemas.ts';

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

/** GET: health, readiness and information about the queen ([Q]). */
export async function infoRoutes(app: FastifyInstance, { settings }: QueenParts): Promise<void> {
  for (const [url, summary] of [
    [ROUTES.health, 'Check if the process runs'],
    // While the queen stops, a hook refuses this request like all others except the one above.
    [ROUTES.ready, 'Check if the queen receives heartbeats'],
  ] as const) {
    const schema = describe('queen', summary, { 200: empty('Yes; the body is empty.') });
    app.get(url, { schema }, async (_request, reply) => reply.send());
  }
  app.get(ROUTES.info, { schema: describeInfo }, async (request): Promise<QueenInfo> => {
    const port = portOf(app) ?? settings.port;
    return {
      base_url: baseUrl(request, settings.host, port),
      port,
      version: settings.version,
      features: settings.history ? [...FEATURES, 'history'].toSorted() : FEATURES,
      build_timestamp: settings.buildTimestamp ?? null,
    };
  });
}

const describeInfo = describe('queen', 'Read the address, version and features of this queen', {
  200: json('Information about this queen.', QueenInfoSchema),
});

/** The actual port, which the system chooses if the setting is 0. */
function portOf(app: FastifyInstance): number | undefined {
  const address = app.server.address();
  return typeof address === 'object' ? address?.port : undefined;
}

/** Paths that `X-Forwarded-Prefix` may have: whole segments of RFC 3986 section 3.3. */
const PREFIX = /^(\/[\w.~!$&'()*+,;=:@%-]+)+\/?$/;

/**
 * The address at which the caller reached the queen. The queen itself serves plain HTTP at the root. A proxy says with
 * `X-Forwarded-Proto: https` that it serves TLS, and with `X-Forwarded-Prefix` below which path it serves the queen.
 * Anybody can send these headers, but the result goes only to the caller who sent them.
 */
function baseUrl({ headers }: FastifyRequest, host: string, port: number): string {
  const scheme = headers['x-forwarded-proto'] === 'https' ? 'https' : 'http';
  const forwarded = headers['x-forwarded-prefix'];
  const path = typeof forwarded === 'string' && PREFIX.test(forwarded) ? forwarded.replace(/\/$/, '') : '';
  return `${scheme}://${headers.host ?? `${host}:${port}`}${path}`;
}
