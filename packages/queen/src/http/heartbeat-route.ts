import {
  type Accepted,
  AcceptedSchema,
  HeartbeatSchema,
  LIMITS,
  NestedHeartbeatSchema,
  RETRY_MS_HEADER,
  ROUTES,
} from '@rbee/contract';
import type { FastifyInstance, onRequestHookHandler, preParsingHookHandler } from 'fastify';
import type { Fleet } from '../fleet/index.ts';
import { overloadedPost } from '../overload.ts';
import { type Refusal, RefusalError } from '../problem.ts';
import { warmUp } from '../sample/index.ts';
import { bodyTooLarge, NO_SNIFFING, UNSUPPORTED_MEDIA_TYPE } from './error-handler.ts';
import type { QueenParts } from './queen-parts.ts';
import { readBody } from './read-body.ts';
import { describe, json } from './route-schemas.ts';

const schema = describe(
  'hives',
  'Send a heartbeat of a hive',
  {
    200: {
      ...json('The heartbeat is accepted, or ignored because it is late.', AcceptedSchema),
      headers: {
        [RETRY_MS_HEADER]: {
          type: 'integer',
          description: 'Time over which the hives of this queen spread their attempts, milliseconds.',
        },
      },
    },
  },
  { body: { anyOf: [HeartbeatSchema, NestedHeartbeatSchema] } },
);

/** POST: receives heartbeats ([H1]-[H8]), in every form that HTTP allows; see also `addHeartbeatFastPath`. */
export async function heartbeatRoute(app: FastifyInstance, parts: QueenParts): Promise<void> {
  const { fleet, load, settings, addressOf } = parts;
  warmUp();
  app.addContentTypeParser('application/json', ({ raw }, payload, done) => {
    if (Number(raw.headers['content-length']) > LIMITS.maxHeartbeatBytes)
      done(new RefusalError(bodyTooLarge()));
    else readBody(payload, addressOf(raw), parts, done);
  });
  const refuseIfOverloaded: onRequestHookHandler = (_request, _reply, done) => {
    done(load.isHigh ? new RefusalError(overloadedPost(settings.random())) : undefined);
  };
  const options = {
    schema,
    // The headers of helmet protect pages only, and cost more than all checks of a heartbeat.
    helmet: false as const,
    onRequest: refuseIfOverloaded,
    preParsing: refuseCompressed,
  };
  app.post(ROUTES.heartbeat, options, ({ body, raw }, reply) => {
    if (!Buffer.isBuffer(body)) throw new RefusalError(UNSUPPORTED_MEDIA_TYPE);
    const accepted = ingestPosted(fleet, body, addressOf(raw));
    reply.headers({ ...NO_SNIFFING, [RETRY_MS_HEADER]: fleet.retryMs }).send(accepted);
  });
}

/** Ingests the body of a POST and returns the response body ([H4]); throws a `RefusalError` if it is refused. */
export function ingestPosted(fleet: Fleet, bytes: Buffer, address: string): Accepted {
  const result = fleet.ingestBody(bytes, address);
  if (!result.ok) throw new RefusalError(result.refusal);
  return { status: 'ok', message: `Telemetry received from hive ${result.hiveId}` };
}

/** Without this, a compressed body would be refused as invalid UTF-8, which does not tell the sender the cause. */
export const refuseCompressed: preParsingHookHandler = ({ headers }, _reply, payload, done) => {
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
