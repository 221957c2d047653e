import type { ServerResponse } from 'node:http';
import { LIMITS, ROUTES } from '@rbee/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RefusalError } from '../problem.ts';
import { parseView, type Wish } from '../stream/index.ts';
import { acceptsGzip } from './accepts-gzip.ts';
import type { QueenParts } from './queen-parts.ts';
import { PROBLEM_RESPONSES, textAs } from './route-schemas.ts';
import { watcherSink } from './watcher-sink.ts';

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

const repeatable = (description: string) => ({ type: 'array', items: { type: 'string' }, description });

const schema = {
  summary: 'The stream of Server-Sent Events',
  tags: ['stream'],
  headers: {
    type: 'object',
    properties: { 'last-event-id': { type: 'string', description: 'Id of the last event received.' } },
  },
  querystring: {
    type: 'object',
    properties: {
      hive: repeatable('Only these hives.'),
      group: repeatable('Only workers of these groups, and hives that have some.'),
      model: repeatable('Only workers of these models, and hives that have some.'),
      view: { type: 'string', enum: ['full', 'summary'], description: 'Totals of a hive for its workers.' },
      format: { type: 'string', enum: ['whole', 'delta'], description: 'Only what changed.' },
      interval_ms: {
        ...{ type: 'integer', minimum: LIMITS.minIntervalMs, maximum: LIMITS.maxIntervalMs },
        description: 'At most one sample of a hive in that time.',
      },
    },
  },
  response: {
    200: textAs('Events for as long as the watcher stays.', 'text/event-stream'),
    ...PROBLEM_RESPONSES,
  },
};

/** GET: the stream out ([S1]-[S11]). */
export async function streamRoute(app: FastifyInstance, parts: QueenParts): Promise<void> {
  const { hub, settings } = parts;
  app.get(ROUTES.stream, { schema, exposeHeadRoute: false }, async (request, reply) => {
    const parsed = parseView(request.query as Record<string, unknown>);
    if (!parsed.ok) throw new RefusalError(parsed.refusal);
    const { spec } = parsed;
    if (hub.watchers >= settings.maxWatchers) {
      throw full(`This queen has ${settings.maxWatchers} watchers, as many as it takes.`);
    }
    if (!hub.hasRoomFor(spec)) {
      throw full(
        `This queen serves ${settings.maxViews} different views of the stream, as many as it takes.`,
      );
    }
    const gzip = acceptsGzip(request.headers['accept-encoding']);
    reply.hijack();
    reply.headers({ ...HEADERS, vary: varyOf(reply.getHeader('vary')), ...(gzip && GZIP) });
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    watch(request, reply.raw, { spec, gzip }, parts);
  });
}

const GZIP = { 'content-encoding': 'gzip' };

const varyOf = (before: unknown): string => [before ?? [], 'Accept-Encoding'].flat().join(', ');

const full = (detail: string): RefusalError => new RefusalError({ code: 'overloaded', detail });

function watch(
  request: FastifyRequest,
  response: ServerResponse,
  wish: Pick<Wish, 'spec' | 'gzip'>,
  { hub, metrics, streams }: QueenParts,
): void {
  const { socket } = request.raw;
  streams.add(socket);
  const failed = (error: Error): void => {
    metrics.watcherError();
    request.log.debug({ err: error }, "a watcher's connection failed");
  };
  request.raw.on('error', failed);
  response.on('error', failed);
  const lastEventId = request.headers['last-event-id'];
  const watcher = hub.join(watcherSink(request.raw, response), {
    ...wish,
    lastEventId: typeof lastEventId === 'string' ? lastEventId : undefined,
  });
  const onDrain = (): void => hub.drained(watcher);
  socket.on('drain', onDrain);
  response.on('close', () => {
    socket.off('drain', onDrain);
    streams.delete(socket);
    hub.hungUp(watcher);
  });
}
