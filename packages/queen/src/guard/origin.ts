import type { IncomingMessage } from 'node:http';
import type { Refusal } from '../problem.ts';

const LOCALHOST = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/** True if an `Origin` has the host and port of the `Host` header; the scheme may be http or https (a TLS proxy). */
export function isOwnOrigin(origin: string, hostHeader: string | undefined): boolean {
  if (hostHeader === undefined || !URL.canParse(origin)) return false;
  const { protocol, host } = new URL(origin);
  const own = `${protocol}//${hostHeader}`;
  return /^https?:$/.test(protocol) && URL.canParse(own) && new URL(own).host === host;
}

/** True if pages of an `Origin` may read: the queen's own, those on localhost, and those in `allowOrigins`. */
export const mayRead = (
  origin: string,
  hostHeader: string | undefined,
  allowOrigins: readonly string[],
): boolean => LOCALHOST.test(origin) || allowOrigins.includes(origin) || isOwnOrigin(origin, hostHeader);

/**
 * The refusal of a request that changes something, if a page of another origin sent it; else null. Hives and tools
 * send no `Origin`.
 */
export function originRefusal({ headers: { origin, host } }: IncomingMessage): Refusal | null {
  if (origin === undefined || isOwnOrigin(origin, host)) return null;
  const detail = `Pages of ${origin} may not change anything; use the queen's own page.`;
  return { code: 'origin_not_allowed', detail };
}
