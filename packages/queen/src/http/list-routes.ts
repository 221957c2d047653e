import { HivePageSchema, HiveViewSchema, LIMITS, ROUTES, WorkerPageSchema } from '@rbee/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hivePage, type ListQuery, parseListQuery, workerPage } from '../lists/index.ts';
import { RefusalError } from '../problem.ts';
import { hiveView, presentFleet } from '../registry/index.ts';
import type { QueenParts } from './queen-parts.ts';
import { describe, empty, FILTER_PARAMETERS, json, query } from './route-schemas.ts';

const listParameters = {
  ...FILTER_PARAMETERS,
  limit: { type: 'integer', minimum: 1, maximum: LIMITS.maxPageSize, default: LIMITS.defaultPageSize },
  cursor: { type: 'string', description: '`next_cursor` of the previous page.' },
};

const workerParameters = {
  ...listParameters,
  available: { type: 'boolean', description: 'true: only available workers; false: only the others.' },
  free_vram_mb: {
    type: 'integer',
    minimum: 0,
    description: 'Only workers with at least this much free GPU memory, MiB.',
  },
  free_slots: {
    type: 'integer',
    minimum: 0,
    description: 'Only workers whose engine can take at least this many requests.',
  },
  loaded: {
    type: 'boolean',
    description: 'true: only workers that have one of the models loaded, as far as that is known.',
  },
};

const hiveParameter = {
  params: { type: 'object', properties: { hive_id: { type: 'string' } }, required: ['hive_id'] },
};

const page = (schema: object) => ({ 200: json('A page of the list.', schema) });
const forgotten = { 204: empty('The hive is forgotten.') };

const SCHEMAS = {
  hives: describe('hives', 'List the known hives', page(HivePageSchema), query(listParameters)),
  workers: describe(
    'hives',
    'List the workers of online hives',
    page(WorkerPageSchema),
    query(workerParameters),
  ),
  hive: describe('hives', 'Read one hive', { 200: json('The hive.', HiveViewSchema) }, hiveParameter),
  forget: describe('hives', 'Forget a hive until its next heartbeat', forgotten, hiveParameter),
};

const JSON_TYPE = 'application/json; charset=utf-8';

/** GET: hives and workers; DELETE: a hive ([Q], [R4]). */
export async function listRoutes(app: FastifyInstance, parts: QueenParts): Promise<void> {
  const { registry, fleet, settings, answers } = parts;
  const present = presentFleet(registry, settings.clock);
  app.get(ROUTES.hives, { schema: SCHEMAS.hives }, async (request, reply) =>
    answers.send(request, reply, JSON_TYPE, hivePage(present, queryOf(request))),
  );
  app.get(ROUTES.workers, { schema: SCHEMAS.workers }, async (request, reply) =>
    answers.send(request, reply, JSON_TYPE, workerPage(present, queryOf(request))),
  );
  app.get(ROUTES.hive, { schema: SCHEMAS.hive }, async (request) => {
    const hiveId = hiveIdOf(request);
    const status = present.find(hiveId);
    if (!status) throw hiveNotFound(hiveId);
    return hiveView(status);
  });
  app.delete(ROUTES.hive, { schema: SCHEMAS.forget }, async (request, reply) => {
    const hiveId = hiveIdOf(request);
    if (!fleet.forget(hiveId)) throw hiveNotFound(hiveId);
    return reply.code(204).send();
  });
}

function queryOf(request: FastifyRequest): ListQuery {
  const parsed = parseListQuery(request.query as Record<string, unknown>);
  if (!parsed.ok) throw new RefusalError(parsed.refusal);
  return parsed.query;
}

const hiveIdOf = (request: FastifyRequest): string => (request.params as { hive_id: string }).hive_id;

const hiveNotFound = (hiveId: string): RefusalError =>
  new RefusalError({ code: 'hive_not_found', detail: `The hive ${hiveId} is not known; see /v1/hives.` });
