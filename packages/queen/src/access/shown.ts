import type { IncomingMessage } from 'node:http';
import type { Shown } from '@rbee/access';
import { originRefusal } from '../guard/index.ts';
import type { Refusal } from '../problem.ts';
import { cookieIn } from './cookie.ts';
import { timesSent } from './times-sent.ts';

/** Names of the cookie of a session, over HTTPS and without it ([A4]); the first one wins. */
export const SESSION_COOKIES = ['__Host-rbee', 'rbee'] as const;

/** What a request shows of who sends it, or the refusal of one that two programs could understand in different ways. */
export type ReadShown =
  | { readonly ok: true; readonly shown: Shown }
  | { readonly ok: false; readonly refusal: Refusal };

/** Longer ones are not looked at. */
const MAX_HEADER_CHARS = 8_192;

/** A token of a hive or a program ([A2]). */
const TOKEN = /^rb[ht]_[\w-]{43}$/;
const SESSION = /^[\w-]{16,128}$/;

/**
 * Reads the token of `Authorization` ([A2]) and the cookie of a session ([A4]). Another scheme than `Bearer` is that of a proxy and
 * ignored. A token counts before a session, also one that is not valid.
 */
export function readShown(request: IncomingMessage): ReadShown {
  const { authorization } = request.headers;
  if (authorization !== undefined && isRepeated(request, authorization)) {
    return { ok: false, refusal: REPEATED };
  }
  const bearer = bearerOf(authorization);
  if (bearer !== undefined) return { ok: true, shown: { bearer } };
  const session = sessionOf(request);
  return { ok: true, shown: session === undefined ? {} : { session } };
}

/** The server joins repeated headers with a comma, which other schemes have, too; HTTP/2 has the first one only. */
const isRepeated = (request: IncomingMessage, authorization: string): boolean =>
  (request.httpVersionMajor > 1 || authorization.includes(',')) && timesSent(request, 'authorization') > 1;

/** The token, empty if it has not the form of one; undefined without a token. */
function bearerOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined || !/^bearer(?: |$)/i.test(authorization)) return undefined;
  const token = authorization.slice('bearer '.length, MAX_HEADER_CHARS).trim();
  return TOKEN.test(token) ? token : '';
}

/** The value of the session's cookie. A browser sends cookies with requests of other sites, too; there they do not count ([A6]). */
const sessionOf = (request: IncomingMessage): string | undefined =>
  isFromElsewhere(request) ? undefined : cookieIn(request.headers.cookie, SESSION_COOKIES, SESSION);

/** True if a page that is not the queen's own, or a link on one, caused the request. */
export function isFromElsewhere(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return originRefusal(request) !== null;
}

const REPEATED: Refusal = {
  code: 'bad_request',
  detail: 'A request must have one Authorization header; send it once.',
};
