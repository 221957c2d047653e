import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';

/** What belongs to one sign-in from its beginning to its end. */
export interface SignInCheck {
  /** Address of the queen that the provider comes back to. */
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** Secret of PKCE (RFC 7636). */
  readonly verifier: string;
}

/** What a provider says of a person. */
export interface Claimed {
  /** Never given to another person by the same issuer; names and addresses can be. */
  readonly subject: string;
  /** Name to show, as the provider has it. */
  readonly name: string;
  /** Values that decide on the role. */
  readonly values: readonly string[];
}

/** A provider. Its functions reject with a `ProviderFailure`. */
export interface Provider {
  /** Address of the provider that the browser goes to. */
  begin(check: SignInCheck): Promise<URL>;
  /** Who came back. `back` is the address of the callback with its query. */
  finish(back: URL, check: SignInCheck): Promise<Claimed>;
}

/** Why a provider did not say who somebody is. */
export class ProviderFailure extends Error {
  readonly code: 'provider_unavailable' | 'sign_in_refused';

  constructor(code: ProviderFailure['code'], reason: string) {
    super(reason);
    this.name = 'ProviderFailure';
    this.code = code;
  }
}

/** Codes of openid-client for answers that are none of a working provider. */
const UNAVAILABLE_CODES = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
  'OAUTH_HTTP_REQUEST_FORBIDDEN',
]);

/** Errors of a token endpoint (RFC 6749 section 5.2) that the client's settings cause, not the person. */
const SETTINGS_ERRORS = new Set(['invalid_client', 'unauthorized_client', 'invalid_scope']);

/** The failure that an error of openid-client is. Its reason has no secret: neither an answer nor a token is in it. */
export function failureOf(error: unknown): ProviderFailure {
  if (error instanceof ProviderFailure) return error;
  if (error instanceof AuthorizationResponseError)
    return refused(`the provider answered ${codeIn(error.error)}`);
  if (error instanceof ResponseBodyError) {
    const isFault = error.status >= 500 || SETTINGS_ERRORS.has(error.error);
    const reason = `the provider answered ${error.status} ${codeIn(error.error)}`;
    return isFault ? unavailable(reason) : refused(reason);
  }
  if (error instanceof ClientError) {
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    return UNAVAILABLE_CODES.has(error.code ?? '') ? unavailable(reason) : refused(reason);
  }
  return unavailable(networkReason(error));
}

/** An error code (RFC 6749 section 4.1.2.1); whoever forges an answer could write anything there. */
const codeIn = (text: string): string => (/^[a-z_]{1,40}$/.test(text) ? text : 'an error');

/** A failed fetch has the reason of the system as its cause. Other errors can quote an answer. */
function networkReason(error: unknown): string {
  if (!(error instanceof TypeError)) return error instanceof Error ? error.name : 'an unknown error';
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return `${error.message}${code}`;
}

/** The person is refused. */
export const refused = (reason: string): ProviderFailure => new ProviderFailure('sign_in_refused', reason);

/** The provider cannot be asked. */
export const unavailable = (reason: string): ProviderFailure =>
  new ProviderFailure('provider_unavailable', reason);
