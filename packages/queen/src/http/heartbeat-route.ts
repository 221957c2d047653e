import {
  type Accepted,
  AcceptedSchema,
  HeartbeatSchema,
  LIMITS,
  NestedHeartbeatSchema,
  ROUTES,
} from '@rbee/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseJson, warmUp } from '../ingest/index.ts';
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

/** POST: a heartbeat in ([H1]-[H8]). */
export async function heartbeatRoute(
  app: FastifyInstance,
  { takeIn, pressure, settings }: QueenParts,
): Promise<void> {
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
  const refuseUnderPressure = async (): Promise<void> => {
    if (pressure.isHigh) throw new RefusalError(tooBusy(settings.random()));
  };
  const options = { schema, onRequest: refuseUnderPressure, preParsing: refusePacked };
  app.post(ROUTES.heartbeat, options, async ({ body }): Promise<Accepted> => {
    if (body === undefined) throw new RefusalError(UNSUPPORTED_MEDIA_TYPE);
    const taken = takeIn(body, null);
    if (!taken.ok) throw new RefusalError(taken.refusal);
    return { status: 'ok', message: `Telemetry received from hive ${taken.hiveId}` };
  });
}

/** Hives come back one after the other rather than all at once. */
const tooBusy = (random: number): Refusal => ({
  code: 'overloaded',
  detail: 'This queen has more to do than she can; send the heartbeat again after Retry-After.',
  retryAfterS: 2 + Math.floor(random * 9),
});

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
