import type { NewSession } from '@rbee/access';
import type { Me } from '@rbee/contract';
import type { FastifyReply } from 'fastify';
import { SESSION_COOKIES } from '../../access/index.ts';
import type { Asked } from './access-route.ts';

const [HTTPS_COOKIE, HTTP_COOKIE] = SESSION_COOKIES;

/**
 * Signs in: sets the cookie of the session, and ends the session that the request came with, so that nobody who knew an earlier cookie of
 * this browser is signed in by it (session fixation).
 */
export function beginSession(asked: Asked, { me, secret, maxAgeS }: NewSession): Me {
  endOwnSession(asked);
  const { https } = asked.reached(asked.request);
  const [used, other] = https ? [HTTPS_COOKIE, HTTP_COOKIE] : [HTTP_COOKIE, HTTPS_COOKIE];
  // The other one could win over it.
  asked.reply.header('set-cookie', [cookie(used, secret, maxAgeS), cookie(other, '', 0)]);
  return me;
}

/** Ends the session that the request came with, if any. */
export function endOwnSession({ access, principal, actor }: Asked): void {
  if (principal?.kind === 'person' && principal.sessionId !== null) {
    access.people.endSession(principal.sessionId, actor);
  }
}

/** Removes the cookies of a session from the browser. */
export function clearSession(reply: FastifyReply): void {
  reply.header('set-cookie', [cookie(HTTPS_COOKIE, '', 0), cookie(HTTP_COOKIE, '', 0)]);
}

/**
 * A `Set-Cookie` header (RFC 6265). With the prefix `__Host-` a browser takes it only with `Secure` and this path, also if a proxy
 * serves the queen below another one, and no other host and no plain HTTP can set it.
 */
export const cookie = (name: string, value: string, maxAgeS: number): string =>
  `${name}=${value}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${name.startsWith('__Host-') ? '; Secure' : ''}`;
