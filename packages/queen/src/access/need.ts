import type { Principal } from '@rbee/access';
import type { Scope } from '@rbee/contract';
import type { Refusal } from '../problem.ts';

/**
 * What a route needs of whoever asks ([A1]): a scope, or
 * - `open`: nothing, and nobody is asked who they are;
 * - `known`: nothing, but the handler is told who asks;
 * - `heartbeat`: the token of a hive;
 * - `person`: a person;
 * - `person_or_admin`: a person, or a program with the scope `admin`.
 */
export type Need = Scope | 'open' | 'known' | 'heartbeat' | 'person' | 'person_or_admin';

/** True if a principal has what is needed. */
export function may(principal: Principal, need: Need): boolean {
  if (need === 'open' || need === 'known') return true;
  if (need === 'heartbeat') return principal.kind === 'hive';
  if (principal.kind === 'hive') return false;
  if (need === 'person') return principal.kind === 'person';
  if (need === 'person_or_admin') return principal.kind === 'person' || principal.scopes.has('admin');
  return principal.scopes.has(need);
}

/** The same for whatever is wrong with a token ([A2]). */
export const UNAUTHENTICATED: Refusal = {
  code: 'unauthenticated',
  detail: 'Send a valid token as Authorization: Bearer, or sign in on the page of the queen.',
};

const WHO_MAY: Partial<Record<Need, string>> = {
  heartbeat: 'the scope heartbeat, which only the token of a hive has; let the hive join',
  person: 'a person; sign in on the page of the queen',
  person_or_admin: 'a person or the scope admin; sign in on the page of the queen',
};

/** Refuses somebody who lacks what is needed. */
export const forbidden = (need: Need): Refusal => ({
  code: 'forbidden',
  detail: `This needs ${WHO_MAY[need] ?? `the scope ${need}; use a token or an account that has it`}.`,
});
