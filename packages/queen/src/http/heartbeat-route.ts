import {
  type Accepted,
  AcceptedSchema,
  HeartbeatSchema,
  LIMITS,
  NestedHeartbeatSchema,
  ROUTES,
} from '@rbee/contract';
import type { FastifyInstance, onRequestHookHandler, preParsingHookHandler } from 'fastify';
import { parseJson, warmUp } from '../ingest/index.ts';
import type { Intake, TakenIn } from '../intake/index.ts';
import { type Refusal, RefusalError } from '../problem.ts';
import { NO_SNIFFING, UNSUPPORTED_MEDIA_TYPE } from './error-handler.ts';
import type { QueenParts } from './queen-parts.ts';
import { describedAs, PROBLEM_RESPONSES } from './route-schemas.ts';

const schema = {
  summary: 'Send a heartbeat of a hive',
  tags: ['hives'],
  body: { anyOf: [HeartbeatSchema, NestedHeartbeatSchema] },
  response: {
    200: describedAs('The heartbeat is accepted, or ignored because it is late.', AcceptedSchema),
    ...PROBLEM_RESPONSES,
  },
};

/** POST: receives heartbeats ([H1]-[H8]), in every form that HTTP allows; see also `addHeartbeatFastPath`. */
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
  const refuseIfOverloaded: onRequestHookHandler = (_request, _reply, done) => {
    done(pressure.isHigh ? new RefusalError(overloaded(settings.random())) : undefined);
  };
  const options = {
    schema,
    // The headers of helmet protect pages only, and cost more than all checks of a heartbeat.
    helmet: false as const,
    onRequest: refuseIfOverloaded,
    preParsing: refuseCompressed,
  };
  app.post(ROUTES.heartbeat, options, ({ body }, reply) => {
    if (!Buffer.isBuffer(body)) throw new RefusalError(UNSUPPORTED_MEDIA_TYPE);
    reply.headers(NO_SNIFFING).send(ingestPosted(intake, body));
  });
}

/** Ingests the body of a POST and returns the response body ([H4]); throws a `RefusalError` if it is refused. */
export function ingestPosted(intake: Intake, bytes: Buffer): Accepted {
  const result = intake.takeAsBefore(bytes, null, null) ?? ingestParsed(intake, bytes);
  if (!result.ok) throw new RefusalError(result.refusal);
  return { status: 'ok', message: `Telemetry received from hive ${result.hiveId}` };
}

function ingestParsed(intake: Intake, bytes: Buffer): TakenIn {
  const parsed = parseJson(bytes);
  return parsed.ok ? intake.takeAnew(parsed.value, bytes, null) : parsed;
}

/**
 * The refusal of a heartbeat while the queen is overloaded ([H5]). `random` is from 0 to below 1: it spreads
 * `Retry-After` over 2 to 10 s, so that hives do not all send again at the same time.
 */
export const overloaded = (random: number): Refusal => ({
  code: 'overloaded',
  detail: 'The queen is overloaded; send the heartbeat again after Retry-After.',
  retryAfterS: 2 + Math.floor(random * 9),
});

/** Without this, a compressed body would be refused as invalid UTF-8, which does not tell the sender the cause. */
const refuseCompressed: preParsingHookHandler = ({ headers }, _reply, payload, done) => {
  const coding = headers['content-encoding'];
  if (coding === undefined || /^(identity)?$/i.test(coding)) {
    done(null, payload);
    return;
  }
  const refusal: Refusal = {
    code: 'unsupported_media_type',
    detail: `The body is compressed (Content-Encoding: ${coding}); send it uncompressed.`,
    acceptEncoding: 'identity',
  };
  done(new RefusalError(refusal));
};
