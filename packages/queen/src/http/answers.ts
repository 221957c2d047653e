import { type Accepted, ERROR_CODES, PROBLEM_CONTENT_TYPE } from '@rbee/contract';
import type { FastifyReply } from 'fastify';
import { problemOf, type Refusal, refusalHeaders } from '../problem/index.ts';

/** An answer is what its type says, and not what a browser takes it for. */
export const NO_SNIFFING = { 'x-content-type-options': 'nosniff' };

/** What a heartbeat is answered with that was taken ([H4]). */
export const acceptedAs = (hiveId: string): Accepted => ({
  status: 'ok',
  message: `Telemetry received from hive ${hiveId}`,
});

/** Answers with a refusal ([H5]). As bytes, because to a text the framework would add a charset, which JSON has none of. */
export const refuse = (reply: FastifyReply, refusal: Refusal): FastifyReply =>
  reply
    .code(ERROR_CODES[refusal.code].status)
    .headers({ ...refusalHeaders(refusal), ...NO_SNIFFING })
    .type(PROBLEM_CONTENT_TYPE)
    .send(Buffer.from(JSON.stringify(problemOf(refusal))));
