import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { LIMITS, ROUTES } from '@rbee/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { limitRefusal } from '../limit-refusal.ts';
import { RefusalError } from '../problem.ts';
import { parseView, type Subscription } from '../stream/index.ts';
import { acceptsGzip, encodingHeaders } from './content-encoding.ts';
import { socketRefusal } from './early-errors.ts';
import type { QueenParts } from './queen-parts.ts';
import { describe, FILTER_PARAMETERS, query, text } from './route-schemas.ts';
import { watcherConnection } from './watcher-connection.ts';

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/** Codes of connections that the client closed, or that it closed while the queen wrote. */
const LEFT = new Set<string | undefined>(['ECONNRESET', 'EPIPE']);

const LAST_EVENT_ID = { type: 'string', description: 'Id of the last event that the watcher received.' };

const parameters = {
  headers: { type: 'object', properties: { 'last-event-id': LAST_EVENT_ID } },
  ...query({
    ...FILTER_PARAMETERS,
    view: {
      type: 'string',
      enum: ['full', 'summary'],
      description: "summary: totals of a hive's workers in place of the workers.",
    },
    format: {
      type: 'string',
      enum: ['whole', 'delta'],
      description: 'delta: only the changes since the previous sample.',
    },
    interval_ms: {
      type: 'integer',
      minimum: LIMITS.minIntervalMs,
      maximum: LIMITS.maxIntervalMs,
      description: 'Minimum time between two samples of a hive, milliseconds.',
    },
  }),
};

const schema = describe(
  'stream',
  'Watch the fleet as a stream of Server-Sent Events',
  { 200: text('Events, until one end closes the connection.', 'text/event-stream') },
  parameters,
);

/** GET: the stream of events ([S1]-[S11]). */
export async function streamRoute(app: FastifyInstance, parts: QueenParts): Promise<void> {
  const { hub, metrics, gate } = parts;
  app.get(ROUTES.stream, { schema, exposeHeadRoute: false }, async (request, reply) => {
    await untilFirst(reply.raw);
    const parsed = parseView(request.query as Record<string, unknown>);
    if (!parsed.ok) throw new RefusalError(parsed.refusal);
    const { spec } = parsed;
    const sender = gate.senderOf(request.raw);
    // The answers before it may have taken long.
    const ended = gate.endedRefusal(sender, 'stream');
    if (ended) throw new RefusalError(ended);
    const full = hub.fullFor(spec, sender.owner);
    if (full) {
      metrics.limitReached(full.limit, full.bound);
      throw new RefusalError(limitRefusal(full.limit, full.bound));
    }
    const gzip = acceptsGzip(request.headers['accept-encoding']);
    reply.hijack();
    reply.headers({ ...HEADERS, ...encodingHeaders(reply, gzip) });
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    watch(request, reply.raw, { spec, gzip, address: sender.owner }, parts);
  });
}

/** Resolves when all earlier responses on the connection are written: Node then gives the response its socket. */
async function untilFirst(response: ServerResponse): Promise<void> {
  if (!response.socket) await once(response, 'socket');
}

function watch(
  request: FastifyRequest,
  response: ServerResponse,
  subscription: Pick<Subscription, 'spec' | 'gzip' | 'address'>,
  { hub, metrics, streams, owed, gate }: QueenParts,
): void {
  const { socket } = request.raw;
  // A request after this one would never be answered, as a stream does not end.
  if (socketRefusal(socket) || owed.hasAfter(socket, response)) {
    socket.destroy();
    return;
  }
  streams.add(socket);
  const failed = (error: NodeJS.ErrnoException): void => {
    if (LEFT.has(error.code)) return;
    metrics.watcherError();
    request.log.debug({ err: error }, 'watcher connection failed');
  };
  // Node tells them of every connection that ends within a response, as a stream always does.
  request.raw.on('error', () => {});
  response.on('error', () => {});
  const lastEventId = request.headers['last-event-id'];
  const connection = watcherConnection(request.raw, response);
  connection.onError(failed);
  const watcher = hub.join(connection, {
    ...subscription,
    lastEventId: typeof lastEventId === 'string' ? lastEventId : undefined,
  });
  connection.onDrain(() => hub.drained(watcher));
  const release = gate.hold(request.raw, 'stream', { end: () => hub.revoke(watcher) });
  response.on('close', () => {
    streams.delete(socket);
    release();
    hub.hungUp(watcher);
  });
}
