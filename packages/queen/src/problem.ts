import { ERROR_CODES, type ErrorCode, type Mismatch, type Problem, visibleText } from '@rbee/contract';

/** A refused request as a value ([H5]). */
export interface Refusal {
  readonly code: ErrorCode;
  /** One sentence: what is wrong with this request, and what to do. */
  readonly detail: string;
  /** JSON pointer to the field (RFC 6901). */
  readonly pointer?: string;
  /** What the field must be. */
  readonly expected?: string;
  /** Seconds for the `Retry-After` header; if absent, the default of the code. */
  readonly retryAfterS?: number;
  /** Methods of the path, for the `Allow` header. */
  readonly allow?: readonly string[];
  /** Content codings that the path accepts, for the `Accept-Encoding` header (RFC 9110 section 12.5.3). */
  readonly acceptEncoding?: string;
}

/** The refusal of a body with a value that is not as it must be; its `pointer` is empty for the body itself. */
export function wrongShape(
  { pointer, expected }: Mismatch,
  code: 'wrong_shape' | 'duplicate_worker' = 'wrong_shape',
): Refusal {
  const detail = `${pointer === '' ? 'The body' : pointer} must be ${expected}.`;
  return { code, detail, pointer, expected };
}

/** The response body of a refusal (RFC 9457). Its texts can quote the request, so they are made visible ([H9]). */
export function problemOf(refusal: Refusal): Problem {
  const { code, detail, pointer, expected } = refusal;
  return {
    type: 'about:blank',
    ...ERROR_CODES[code],
    code,
    detail: visibleText(detail),
    ...(pointer !== undefined && { pointer: visibleText(pointer) }),
    ...(expected !== undefined && { expected: visibleText(expected) }),
  };
}

const RETRY_AFTER_S: Partial<Record<ErrorCode, number>> = {
  stopping: 2,
  overloaded: 10,
  history_unavailable: 5,
};

/** RFC 9110 section 15.5.22: a 426 names the protocol to use. */
const UPGRADE = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };

/** RFC 9110 section 15.5.2: a 401 names the scheme. With `Basic` browsers would ask for a password. */
const CHALLENGE = { 'www-authenticate': 'Bearer realm="rbee"' };

/**
 * Response headers of a refusal without its content type ([H5]): `Retry-After` in seconds, `Allow`, `Upgrade`,
 * `Accept-Encoding`, `WWW-Authenticate`.
 */
export function refusalHeaders(refusal: Refusal): Record<string, string> {
  const retryAfter = refusal.retryAfterS ?? RETRY_AFTER_S[refusal.code];
  return {
    ...(ERROR_CODES[refusal.code].status === 401 && CHALLENGE),
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    ...(refusal.allow && { allow: refusal.allow.join(', ') }),
    ...(refusal.code === 'upgrade_required' && UPGRADE),
    ...(refusal.acceptEncoding && { 'accept-encoding': refusal.acceptEncoding }),
  };
}

/** A refusal as an error, for hooks and parsers; the error handler answers with it. */
export class RefusalError extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.detail);
    this.name = 'RefusalError';
    this.refusal = refusal;
  }
}
