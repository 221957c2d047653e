import { createCheck, PROBLEM_CONTENT_TYPE, type Problem, ProblemSchema } from '@rbee/contract';

/** What an answer other than the wanted one says ([H5]). */
export interface Refusal {
  readonly status: number;
  /** The stable code, where the answer is a problem; a later queen may have codes beyond `ErrorCode`. */
  readonly code: string | null;
  /** What is wrong, in the answer's own words. */
  readonly detail: string | null;
  /** The whole problem, where it is one that this version knows. */
  readonly problem: Problem | null;
  /** Wait that the answer asks for (`Retry-After` in seconds, RFC 9110 section 10.2.3), milliseconds. */
  readonly retryAfterMs: number | null;
}

const problemCheck = createCheck(ProblemSchema);

/** Reads a refusal; a body that is no problem (RFC 9457) is left unread and only the status speaks. */
export async function readRefusal(response: Response): Promise<Refusal> {
  const body = isProblem(response) ? await readJson(response) : null;
  return {
    status: response.status,
    code: textOf(body, 'code'),
    detail: textOf(body, 'detail'),
    problem: problemCheck.is(body) ? body : null,
    retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
  };
}

const isProblem = (response: Response): boolean =>
  response.headers.get('content-type')?.startsWith(PROBLEM_CONTENT_TYPE) === true;

/** A refusal whose body broke off is still a refusal: its status says so. */
const readJson = (response: Response): Promise<unknown> => response.json().catch(() => null);

function textOf(body: unknown, field: string): string | null {
  const value = (body as Record<string, unknown> | null)?.[field];
  return typeof value === 'string' ? value : null;
}

const retryAfterMs = (header: string | null): number | null =>
  header !== null && /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : null;
