import type { Accepted, Problem } from '@rbee/contract';

type Fields = Readonly<Record<string, unknown>>;

/** Whether a queen took the heartbeat ([H4]). */
export const isAccepted = (body: unknown): body is Accepted =>
  isObject(body) && body['status'] === 'ok' && typeof body['message'] === 'string';

/** Whether it is a refusal that says why ([H5]); a `code` of a later queen is one as well. */
export const isProblem = (body: unknown): body is Pick<Problem, 'detail'> =>
  isObject(body) && typeof body['code'] === 'string' && typeof body['detail'] === 'string';

const isObject = (body: unknown): body is Fields =>
  typeof body === 'object' && body !== null && !Array.isArray(body);
