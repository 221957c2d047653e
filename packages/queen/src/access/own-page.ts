import type { IncomingMessage } from 'node:http';
import type { Principal } from '@rbee/access';
import type { Refusal } from '../problem.ts';

/** Methods that change nothing, and whose requests have no body. */
export const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The refusal of a request that changes something, if a browser sent it for a page that is not the queen's own ([A6]); else null. The
 * guards refused a foreign `Origin` before. `Sec-Fetch-Site` also tells pages of other ports of the same host, but a browser sends it
 * only over HTTPS and to loopback. Every browser sends at least one of them, so a person without both did not use the page. A token is
 * sent by programs only, which have no page.
 */
export function ownPageRefusal(
  { method, headers }: IncomingMessage,
  principal: Principal | undefined,
): Refusal | null {
  if (READING.has(method ?? '') || (principal && principal.kind !== 'person')) return null;
  const { origin, 'sec-fetch-site': site } = headers;
  if (site === 'same-origin') return null;
  if (site === undefined && (origin !== undefined || !principal)) return null;
  return {
    code: 'origin_not_allowed',
    detail: "Only the queen's own page may change anything with a session; programs send a token.",
  };
}
