import { type Accepted, ERROR_CODES, PROBLEM_CONTENT_TYPE } from '@rbee/contract';
import type { FastifyReply } from 'fastify';
import type { Ingest } from '../ingest.ts';
import { problemOf, type Refusal, RefusalError, refusalHeaders } from '../problem/index.ts';

/** An answer is what its type says, and not what a browser takes it for. */
export const NO_SNIFFING = { 'x-content-type-options': 'nosniff' };

/** Ingests the heartbeat of a POST, and gives the answer to it ([H4]); throws its refusal. */
export function ingestPost(ingest: Ingest, bytes: Buffer): Accepted {
  const result = ingest.body(bytes);
  if (!result.ok) throw new RefusalError(result.refusal);
  return { status: 'ok', message: `Telemetry received from hive ${result.hiveId}` };
}

/** An answer as it stands on the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The answer that a refusal is ([H5]). */
export const answerTo = (refusal: Refusal): Answer => ({
  status: ERROR_CODES[refusal.code].status,
  headers: { ...refusalHeaders(refusal), ...NO_SNIFFING, 'content-type': PROBLEM_CONTENT_TYPE },
  body: JSON.stringify(problemOf(refusal)),
});

/** Answers with a refusal. As bytes, because to a text the framework would add a charset, which JSON has none of. */
export function refuse(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, headers, body } = answerTo(refusal);
  return reply.code(status).headers(headers).send(Buffer.from(body));
}
