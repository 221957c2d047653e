import { withReason } from './answer.ts';
import { check } from './option-checks.ts';

/** An API token ([A2]), or a function that gives the one of the moment, such as a short-lived one. */
export type TokenOption = string | (() => string | Promise<string>);

/** Header fields that say who asks; empty without a token. */
export type TokenFields = Readonly<Record<string, string>>;

/** Servers refuse header fields of more than a few KiB. */
const MAX_TOKEN_CHARS = 4_096;
/** What may follow `Bearer` (RFC 6750 section 2.1). */
const TOKEN = /^[\w.~+/-]+=*$/;

const isToken = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_TOKEN_CHARS && TOKEN.test(value);

/** Throws if the option cannot be a token. The sentence does not show the value, which may be a secret with a blank. */
export function checkToken(token: unknown): asserts token is TokenOption | undefined {
  if (token === undefined || isToken(token) || typeof token === 'function') return;
  const given = typeof token === 'string' ? 'a text with other characters' : typeof token;
  throw new TypeError(`token must be a token, or a function that gives one, not ${given}.`);
}

/** There is no token to send: the function of the caller failed or gave something else. */
export class NoToken extends Error {}

/** The token to send now. Rejects with {@link NoToken}. */
export async function readToken(token: TokenOption): Promise<string> {
  try {
    const value: unknown = typeof token === 'function' ? await token() : token;
    check(isToken(value), 'What the function `token` gives', 'a token', typeof value);
    return value;
  } catch (cause) {
    throw new NoToken(withReason('There is no token', cause), { cause });
  }
}

/** The header field of a token ([A2]). */
export const bearer = (token: string): TokenFields => ({ authorization: `Bearer ${token}` });
