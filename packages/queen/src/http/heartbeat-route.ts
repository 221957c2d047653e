import {
  type Accepted,
  AcceptedSchema,
  HeartbeatSchema,
  LIMITS,
  NestedHeartbeatSchema,
  RETRY_MS_HEADER,
  ROTATE_HEADER,
  ROUTES,
} from '@rbee/contract';
import type { FastifyInstance, onRequestHookHandler, preParsingHookHandler } from 'fastify';
import type { Fleet } from '../fleet/index.ts';
import { overloadedPost } from '../overload.ts';
import { type Refusal, RefusalError } from '../problem.ts';
import { warmUp } from '../sample/index.ts';
import type { Sender } from '../sender.ts';
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
        [ROTATE_HEADER]: {
          type: 'string',
          enum: ['true'],
          description: 'The hive is asked to take its next token.',
        },
      },
    },
  },
  { body: { anyOf: [HeartbeatSchema, NestedHeartbeatSchema] } },
);

/** POST: receives heartbeats ([H1]-[H8]), in every form that HTTP allows; see also `addHeartbeatFastPath`. */
export async function heartbeatRoute(app: FastifyInstance, parts: QueenParts): Promise<void> {
  const { fleet, load, settings, gate } = parts;
  warmUp();
  app.addContentTypeParser('application/json', ({ raw }, payload, done) => {
    if (Number(raw.headers['content-length']) > LIMITS.maxHeartbeatBytes)
      done(new RefusalError(bodyTooLarge()));
    else readBody(payload, gate.ownerOf(raw), parts, done);
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
    const sender = gate.senderOf(raw);
    const accepted = ingestPosted(parts, body, sender);
    reply.headers({ ...NO_SNIFFING, ...hiveHeaders(fleet, sender) }).send(accepted);
  });
}

/** Ingests the body of a POST and returns the response body ([H4]); throws a `RefusalError` if it is refused. */
export function ingestPosted(
  { fleet, gate }: Pick<QueenParts, 'fleet' | 'gate'>,
  bytes: Buffer,
  sender: Sender,
): Accepted {
  const ended = gate.endedRefusal(sender, 'heartbeat');
  if (ended) throw new RefusalError(ended);
  const result = fleet.ingestBody(bytes, sender);
  if (!result.ok) throw new RefusalError(result.refusal);
  return { status: 'ok', message: `Telemetry received from hive ${result.hiveId}` };
}

/** What the answer to a POST tells a hive for its further ones ([L4], [A3]). */
export const hiveHeaders = ({ retryMs }: Fleet, { rotates }: Sender): Record<string, string> => ({
  [RETRY_MS_HEADER]: String(retryMs),
  ...(rotates && { [ROTATE_HEADER]: 'true' }),
});

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
