import { type Accepted, ERROR_CODES, PROBLEM_CONTENT_TYPE } from '@rbee/contract';
import type { FastifyReply } from 'fastify';
import { parseJson } from '../ingest/index.ts';
import type { Intake, TakenIn } from '../intake/index.ts';
import { problemOf, type Refusal, RefusalError, refusalHeaders } from '../problem.ts';

/** An answer is what its type says, and not what a browser takes it for. */
export const NO_SNIFFING = { 'x-content-type-options': 'nosniff' };

/** Takes a heartbeat in that was posted, and gives the answer to it ([H4]); throws its refusal. */
export function takePosted(intake: Intake, bytes: Buffer): Accepted {
  const taken = intake.takeAsBefore(bytes, null, null) ?? takeAnew(intake, bytes);
  if (!taken.ok) throw new RefusalError(taken.refusal);
  return { status: 'ok', message: `Telemetry received from hive ${taken.hiveId}` };
}

function takeAnew(intake: Intake, bytes: Buffer): TakenIn {
  const parsed = parseJson(bytes);
  return parsed.ok ? intake.takeAnew(parsed.value, bytes, null) : parsed;
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
