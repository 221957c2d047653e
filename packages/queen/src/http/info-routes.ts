import { type QueenInfo, QueenInfoSchema, ROUTES } from '@rbee/contract';
import type { FastifyInstance } from 'fastify';
import type { Settings } from '../config.ts';
import type { QueenParts } from './queen-parts.ts';
import { reachedAt } from './reached-at.ts';
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
  const reached = reachedAt(settings);
  for (const [url, summary] of [
    [ROUTES.health, 'Check if the process runs'],
    // While the queen stops, a hook refuses this request like all others except the one above.
    [ROUTES.ready, 'Check if the queen receives heartbeats'],
  ] as const) {
    const schema = describe('queen', summary, { 200: empty('Yes; the body is empty.') });
    app.get(url, { schema }, async (_request, reply) => reply.send());
  }
  app.get(ROUTES.info, { schema: describeInfo }, async (request): Promise<QueenInfo> => {
    const port = portOf(app, settings);
    return {
      base_url: reached(request.raw, port).baseUrl,
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
export function portOf(app: FastifyInstance, settings: Pick<Settings, 'port'>): number {
  const address = app.server.address();
  return (typeof address === 'object' ? address?.port : undefined) ?? settings.port;
}
