import Type from 'typebox';
import { text } from './schema.ts';

/** Media type of every refusal ([H5], RFC 9457). */
export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

/** Every refusal's stable code with its HTTP status and title ([H5]); explained in `docs/errors.md`. */
export const ERROR_CODES = {
  malformed_json: { status: 400, title: 'The body is not JSON' },
  bad_request: { status: 400, title: 'The request cannot be understood' },
  origin_not_allowed: { status: 403, title: 'Pages of this origin may not change anything here' },
  not_found: { status: 404, title: 'There is nothing at this address' },
  hive_not_found: { status: 404, title: 'No such hive is known' },
  method_not_allowed: { status: 405, title: 'This address does not take that method' },
  request_timeout: { status: 408, title: 'The request did not arrive in time' },
  hive_id_taken: { status: 409, title: 'Another hive reports under this id' },
  unknown_base: { status: 409, title: 'The heartbeat that the changes build on is not known' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be application/json' },
  expectation_failed: { status: 417, title: 'What the request expects is not offered' },
  host_not_allowed: { status: 421, title: 'This queen does not answer to that host name' },
  wrong_shape: { status: 422, title: 'A field is not as the wire asks' },
  duplicate_worker: { status: 422, title: 'Two workers share one identity' },
  upgrade_required: { status: 426, title: 'This address speaks WebSocket' },
  internal_error: { status: 500, title: 'The queen failed' },
  overloaded: { status: 503, title: 'The queen is too busy' },
  stopping: { status: 503, title: 'The queen is stopping' },
} as const;

/** A refusal's stable code ([H5]). */
export type ErrorCode = keyof typeof ERROR_CODES;

/** A refusal's body: RFC 9457 with a stable `code` ([H5]). */
export const ProblemSchema = Type.Object(
  {
    type: text('about:blank, as the code says it all (RFC 9457 section 4.2.1).'),
    title: text('The same for every refusal of this code.'),
    status: Type.Integer({ description: 'HTTP status.' }),
    code: Type.Enum(Object.keys(ERROR_CODES) as ErrorCode[], { description: 'The stable code.' }),
    detail: Type.String({ description: 'What is wrong here, and what to do.' }),
    pointer: Type.Optional(Type.String({ description: 'JSON pointer to the field (RFC 6901).' })),
    expected: Type.Optional(Type.String({ description: 'What the field must be.' })),
  },
  { description: 'A refusal (RFC 9457).' },
);

/** A refusal's body ([H5]). */
export type Problem = Type.Static<typeof ProblemSchema>;
