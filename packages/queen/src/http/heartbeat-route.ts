import {
  type Accepted,
  AcceptedSchema,
  HeartbeatSchema,
  LIMITS,
  NestedHeartbeatSchema,
  ROUTES,
} from '@rbee/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseJson, readHeartbeat, warmUp } from '../ingest/index.ts';
import { type Refusal, RefusalError } from '../problem/index.ts';
import { UNSUPPORTED_MEDIA_TYPE } from './error-handler.ts';
import type { QueenParts } from './queen-parts.ts';
import { describedAs, PROBLEM_RESPONSES } from './route-schemas.ts';

const schema = {
  summary: 'A heartbeat of a hive',
  tags: ['hives'],
  body: { anyOf: [HeartbeatSchema, NestedHeartbeatSchema] },
  response: { 200: describedAs('Taken, or late and not needed.', AcceptedSchema), ...PROBLEM_RESPONSES },
};

/** POST: a heartbeat in ([H1]-[H7]). */
export async function heartbeatRoute(app: FastifyInstance, { fleet, metrics }: QueenParts): Promise<void> {
  warmUp();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: LIMITS.maxHeartbeatBytes },
    (_request, body: Buffer, done) => {
      const parsed = parseJson(body);
      if (parsed.ok) done(null, parsed.value);
      else done(new RefusalError(parsed.refusal));
    },
  );
  app.post(ROUTES.heartbeat, { schema, preParsing: refusePacked }, async ({ body }): Promise<Accepted> => {
    if (body === undefined) throw new RefusalError(UNSUPPORTED_MEDIA_TYPE);
    const read = readHeartbeat(body);
    if (!read.ok) throw new RefusalError(read.refusal);
    const outcome = fleet.take(read.sample);
    if (outcome === 'full') throw new RefusalError(TOO_MANY_HIVES);
    metrics.heartbeat(outcome);
    return { status: 'ok', message: `Telemetry received from hive ${read.sample.hive_id}` };
  });
}

/** A packed body would be refused as no UTF-8, which sends its sender looking in the wrong place. */
async function refusePacked({ headers }: FastifyRequest): Promise<void> {
  const packed = headers['content-encoding'];
  if (packed === undefined || /^(identity)?$/i.test(packed)) return;
  throw new RefusalError({
    code: 'unsupported_media_type',
    detail: `The body is packed (Content-Encoding: ${packed}); send it as it is.`,
    acceptEncoding: 'identity',
  });
}

const TOO_MANY_HIVES: Refusal = {
  code: 'overloaded',
  detail: 'This queen knows as many hives as it can hold; delete some that are gone.',
};
