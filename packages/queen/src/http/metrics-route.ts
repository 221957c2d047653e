import { ROUTES } from '@rbee/contract';
import type { FastifyInstance } from 'fastify';
import { type Filter, narrows, readFilter } from '../filter.ts';
import { fleetMetrics, TEXT_FORMAT } from '../metrics/index.ts';
import { presentFleet } from '../registry/index.ts';
import type { QueenParts } from './queen-parts.ts';
import { describe, FILTER_PARAMETERS, query, text } from './route-schemas.ts';

const schema = describe(
  'queen',
  'Read the metrics of the queen and its fleet; with a filter only those of the hives and workers that match',
  { 200: text('Metrics in the Prometheus text format.', 'text/plain') },
  query(FILTER_PARAMETERS),
);

/** GET: the metrics of the queen and its fleet ([Q]). */
export async function metricsRoute(app: FastifyInstance, parts: QueenParts): Promise<void> {
  const { answers, metrics, registry, settings } = parts;
  const present = presentFleet(registry, settings.clock);
  function* all(own: string, filter: Filter): Generator<string, undefined> {
    yield own;
    yield* fleetMetrics(present, filter);
  }
  app.get(ROUTES.metrics, { schema }, async (request, reply) => {
    const filter = readFilter(request.query as Record<string, unknown>);
    const own = narrows(filter) ? '' : await metrics.text();
    return answers.send(request, reply, TEXT_FORMAT, all(own, filter));
  });
}
