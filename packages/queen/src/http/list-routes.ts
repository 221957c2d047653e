import { HivePageSchema, HiveViewSchema, LIMITS, ROUTES, WorkerPageSchema } from '@rbee/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type ListQuery, listHives, listWorkers, parseListQuery } from '../lists/index.ts';
import { RefusalError } from '../problem.ts';
import { hiveView } from '../registry/index.ts';
import type { QueenParts } from './queen-parts.ts';
import { describedAs, PROBLEM_RESPONSES, repeatable } from './route-schemas.ts';

const querystring = {
  type: 'object',
  properties: {
    hive: repeatable('Only hives with this id.'),
    group: repeatable('Only workers of this group, and hives that have one.'),
    model: repeatable('Only workers of this model, and hives that have one.'),
    limit: { type: 'integer', minimum: 1, maximum: LIMITS.maxPageSize, default: LIMITS.defaultPageSize },
    cursor: { type: 'string', description: '`next_cursor` of the previous page.' },
  },
};

const forWorkers = {
  available: { type: 'boolean', description: 'true: only available workers; false: only the others.' },
  free_vram_mb: {
    type: 'integer',
    minimum: 0,
    description: 'Only workers with at least this much free GPU memory, MiB.',
  },
};

const params = { type: 'object', properties: { hive_id: { type: 'string' } }, required: ['hive_id'] };

/** GET: hives and workers; DELETE: a hive ([Q], [R4]). */
export async function listRoutes(app: FastifyInstance, parts: QueenParts): Promise<void> {
  const { registry, fleet, settings } = parts;
  const monotonic = () => settings.clock.monotonic();
  const describe = (summary: string, page: object, more = {}) => ({
    schema: {
      summary,
      tags: ['hives'],
      querystring: { ...querystring, properties: { ...querystring.properties, ...more } },
      response: { 200: describedAs('A page of the list.', page), ...PROBLEM_RESPONSES },
    },
  });

  app.get(ROUTES.hives, describe('List the known hives', HivePageSchema), async (request) =>
    listHives(registry.statuses(monotonic()), queryOf(request)),
  );
  app.get(
    ROUTES.workers,
    describe('List the workers of online hives', WorkerPageSchema, forWorkers),
    async (request) =>
      listWorkers({ index: registry.index, find: (id) => registry.find(id, monotonic()) }, queryOf(request)),
  );
  app.get(ROUTES.hive, { schema: describeHive }, async (request) => {
    const hiveId = hiveIdOf(request);
    const status = registry.find(hiveId, monotonic());
    if (!status) throw hiveNotFound(hiveId);
    return hiveView(status);
  });
  app.delete(ROUTES.hive, { schema: describeForget }, async (request, reply) => {
    const hiveId = hiveIdOf(request);
    if (!fleet.forget(hiveId)) throw hiveNotFound(hiveId);
    return reply.code(204).send();
  });
}

const describeHive = {
  summary: 'Read one hive',
  tags: ['hives'],
  params,
  response: { 200: describedAs('The hive.', HiveViewSchema), ...PROBLEM_RESPONSES },
};

const describeForget = {
  summary: 'Forget a hive until its next heartbeat',
  tags: ['hives'],
  params,
  response: { 204: { description: 'The hive is forgotten.', type: 'null' }, ...PROBLEM_RESPONSES },
};

function queryOf(request: FastifyRequest): ListQuery {
  const parsed = parseListQuery(request.query as Record<string, unknown>);
  if (!parsed.ok) throw new RefusalError(parsed.refusal);
  return parsed.query;
}

const hiveIdOf = (request: FastifyRequest): string => (request.params as { hive_id: string }).hive_id;

const hiveNotFound = (hiveId: string): RefusalError =>
  new RefusalError({ code: 'hive_not_found', detail: `The hive ${hiveId} is not known; see /v1/hives.` });
