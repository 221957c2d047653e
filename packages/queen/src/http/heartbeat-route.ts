import { AcceptedSchema, HeartbeatSchema, LIMITS, NestedHeartbeatSchema, ROUTES } from '@rbee/contract';
import type { FastifyInstance, onRequestHookHandler, preParsingHookHandler } from 'fastify';
import { warmUp } from '../ingest/index.ts';
import { type Refusal, RefusalError } from '../problem.ts';
import { NO_SNIFFING, takePosted } from './answers.ts';
import { UNSUPPORTED_MEDIA_TYPE } from './error-handler.ts';
import type { QueenParts } from './queen-parts.ts';
import { describedAs, PROBLEM_RESPONSES } from './route-schemas.ts';
import { tooBusy } from './too-busy.ts';

const schema = {
  summary: 'A heartbeat of a hive',
  tags: ['hives'],
  body: { anyOf: [HeartbeatSchema, NestedHeartbeatSchema] },
  response: { 200: describedAs('Taken, or late and not needed.', AcceptedSchema), ...PROBLEM_RESPONSES },
};

/** POST: a heartbeat in ([H1]-[H8]). */
export async function heartbeatRoute(
  app: FastifyInstance,
  { intake, pressure, settings }: QueenParts,
): Promise<void> {
  warmUp();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: LIMITS.maxHeartbeatBytes },
    (_request, body: Buffer, done) => done(null, body),
  );
  const refuseUnderPressure: onRequestHookHandler = (_request, _reply, done) => {
    done(pressure.isHigh ? new RefusalError(tooBusy(settings.random())) : undefined);
  };
  // What no page is made of needs no policy for pages, which costs more than all checks of a heartbeat.
  const options = {
    schema,
    helmet: false as const,
    onRequest: refuseUnderPressure,
    preParsing: refusePacked,
  };
  app.post(ROUTES.heartbeat, options, ({ body }, reply) => {
    if (!Buffer.isBuffer(body)) throw new RefusalError(UNSUPPORTED_MEDIA_TYPE);
    reply.headers(NO_SNIFFING).send(takePosted(intake, body));
  });
}

/** A packed body would be refused as no UTF-8, which sends its sender looking in the wrong place. */
const refusePacked: preParsingHookHandler = ({ headers }, _reply, payload, done) => {
  const packed = headers['content-encoding'];
  if (packed === undefined || /^(identity)?$/i.test(packed)) {
    done(null, payload);
    return;
  }
  const refusal: Refusal = {
    code: 'unsupported_media_type',
    detail: `The body is packed (Content-Encoding: ${packed}); send it as it is.`,
    acceptEncoding: 'identity',
  };
  done(new RefusalError(refusal));
};
