import { ERROR_CODES, PROBLEM_CONTENT_TYPE } from '@rbee/contract';
import type { FastifyReply } from 'fastify';
import { problemOf, type Refusal, refusalHeaders } from '../problem/index.ts';

/** Answers with a refusal ([H5]). As bytes, because to a text the framework would add a charset, which JSON has none of. */
export const refuse = (reply: FastifyReply, refusal: Refusal): FastifyReply =>
  reply
    .code(ERROR_CODES[refusal.code].status)
    .headers(refusalHeaders(refusal))
    .type(PROBLEM_CONTENT_TYPE)
    .send(Buffer.from(JSON.stringify(problemOf(refusal))));
