import { Type } from '#schemas';
import { text } from './schema.ts';

/** Media type of all refusals ([H5], RFC 9457). */
export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

/** HTTP status and title of each stable error code ([H5]); `docs/errors.md` explains them. */
export const ERROR_CODES = {
  malformed_json: { status: 400, title: 'The body is not JSON' },
  bad_request: { status: 400, title: 'The request is invalid' },
  unauthenticated: { status: 401, title: 'A valid token or session is needed' },
  sign_in_refused: { status: 401, title: 'The sign-in was refused' },
  setup_refused: { status: 401, title: 'The setup address is not valid' },
  join_refused: { status: 401, title: 'The invite is not valid' },
  forbidden: { status: 403, title: 'The scope for this is missing' },
  wrong_hive: { status: 403, title: 'The token belongs to another hive' },
  origin_not_allowed: { status: 403, title: 'Pages of this origin may not change anything' },
  not_found: { status: 404, title: 'This address does not exist' },
  hive_not_found: { status: 404, title: 'This hive is not known' },
  gpu_not_found: { status: 404, title: 'This GPU was not reported at that time' },
  entry_not_found: { status: 404, title: 'There is no entry with this id' },
  access_off: { status: 404, title: 'This queen has no access control' },
  history_off: { status: 404, title: 'This queen keeps no history' },
  method_not_allowed: { status: 405, title: 'This address does not support the method' },
  request_timeout: { status: 408, title: 'The request did not arrive in time' },
  hive_id_taken: { status: 409, title: 'Another hive reports under this id' },
  name_taken: { status: 409, title: 'Another account has this name' },
  last_admin: { status: 409, title: 'The last admin must stay one' },
  unknown_base: { status: 409, title: 'The heartbeat that the changes build on is not known' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be application/json' },
  expectation_failed: { status: 417, title: 'The expectation of the request is not supported' },
  host_not_allowed: { status: 421, title: 'This host name is not allowed' },
  wrong_shape: { status: 422, title: 'A field is missing or has an invalid value' },
  duplicate_worker: { status: 422, title: 'Two workers have the same group and instance' },
  upgrade_required: { status: 426, title: 'This address requires WebSocket' },
  too_many_attempts: { status: 429, title: 'Too many attempts failed' },
  internal_error: { status: 500, title: 'The queen failed' },
  overloaded: { status: 503, title: 'The queen is overloaded' },
  provider_unavailable: { status: 503, title: 'The sign-in provider does not answer' },
  history_unavailable: { status: 503, title: 'The history cannot be read at present' },
  stopping: { status: 503, title: 'The queen is stopping' },
} as const;

/** Stable code of a refusal ([H5]). */
export type ErrorCode = keyof typeof ERROR_CODES;

/** Body of a refusal: RFC 9457 with a stable `code` ([H5]). */
export const ProblemSchema = Type.Object(
  {
    type: text('Always about:blank; `code` identifies the problem (RFC 9457 section 4.2.1).'),
    title: text('Summary; the same for all refusals with this code.'),
    status: Type.Integer({ description: 'HTTP status.' }),
    code: Type.Enum(Object.keys(ERROR_CODES) as ErrorCode[], { description: 'Stable code.' }),
    detail: Type.String({ description: 'What is wrong with this request, and what to do.' }),
    pointer: Type.Optional(Type.String({ description: 'JSON pointer to the field (RFC 6901).' })),
    expected: Type.Optional(Type.String({ description: 'The values that the field accepts.' })),
  },
  { description: 'A refused request (RFC 9457).' },
);

/** Body of a refusal ([H5]). */
export type Problem = Type.Static<typeof ProblemSchema>;
