import type { ServerResponse } from 'node:http';
import { ROUTES } from '@rbee/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RefusalError } from '../problem/index.ts';
import type { QueenParts } from './queen-parts.ts';
import { PROBLEM_RESPONSES, textAs } from './route-schemas.ts';

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

const schema = {
  summary: 'The stream of Server-Sent Events',
  tags: ['stream'],
  headers: {
    type: 'object',
    properties: { 'last-event-id': { type: 'string', description: 'Id of the last event received.' } },
  },
  response: {
    200: textAs('Events for as long as the watcher stays.', 'text/event-stream'),
    ...PROBLEM_RESPONSES,
  },
};

/** GET: the stream out ([S1]-[S5], [S7]). */
export async function streamRoute(app: FastifyInstance, parts: QueenParts): Promise<void> {
  const { hub, settings } = parts;
  app.get(ROUTES.stream, { schema, exposeHeadRoute: false }, async (request, reply) => {
    if (hub.watchers >= settings.maxWatchers) {
      throw new RefusalError({
        code: 'overloaded',
        detail: `This queen has ${settings.maxWatchers} watchers, as many as it takes.`,
      });
    }
    reply.hijack();
    reply.headers(HEADERS);
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    watch(request, reply.raw, parts);
  });
}

function watch(
  request: FastifyRequest,
  response: ServerResponse,
  { hub, metrics, streams }: QueenParts,
): void {
  streams.add(request.raw.socket);
  const failed = (error: Error): void => {
    metrics.watcherError();
    request.log.debug({ err: error }, "a watcher's connection failed");
  };
  request.raw.on('error', failed);
  response.on('error', failed);
  const lastEventId = request.headers['last-event-id'];
  const watcher = hub.join(response, typeof lastEventId === 'string' ? lastEventId : undefined);
  response.on('drain', () => hub.drained(watcher));
  response.on('close', () => {
    streams.delete(request.raw.socket);
    hub.hungUp(watcher);
  });
}
