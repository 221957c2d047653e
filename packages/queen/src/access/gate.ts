import type { IncomingMessage } from 'node:http';
import type { Access, Identified, Principal, Shown } from '@rbee/access';
import type { FastifyRequest } from 'fastify';
import type { ClientAddress } from '../client-address.ts';
import type { Refusal } from '../problem.ts';
import type { Need } from './route-needs.ts';
import { readShown } from './shown.ts';

const principals = new WeakMap<IncomingMessage, Principal>();

/**
 * Who a request is from; undefined if nobody is asked, or if its route is for everybody and it showed nothing that is valid. Only
 * for handlers: it was found out before.
 */
export const principalOf = ({ raw }: Pick<FastifyRequest, 'raw'>): Principal | undefined =>
  principals.get(raw);

/** The result of asking who a request is from. */
export type Admitted =
  | { readonly ok: true; readonly principal: Principal | undefined; readonly shown: Shown }
  | { readonly ok: false; readonly refusal: Refusal };

/** Decides who may do what ([A1]); without access control everybody may do everything. */
export class Gate {
  readonly #access: Access | undefined;
  readonly #addressOf: ClientAddress;

  constructor({ access, addressOf }: { access: Access | undefined; addressOf: ClientAddress }) {
    this.#access = access;
    this.#addressOf = addressOf;
  }

  /** True if everybody is asked. */
  get asks(): boolean {
    return this.#access !== undefined;
  }

  /** Finds out who a request is from and whether that may do what the need says; looks at its headers only. */
  admit(request: IncomingMessage, need: Need): Admitted {
    if (!this.#access || need === 'open') return { ok: true, principal: undefined, shown: {} };
    const read = readShown(request);
    if (!read.ok) return read;
    const { shown } = read;
    const identified = this.#access.identify(shown, this.#addressOf(request));
    const refusal = refusalOf(identified, need);
    if (refusal !== null) return { ok: false, refusal };
    return { ok: true, principal: identified.ok ? identified.principal : undefined, shown };
  }

  /** The same for a request with a handler, which then finds the principal by `principalOf`. */
  refusalFor(request: IncomingMessage, need: Need): Refusal | null {
    const admitted = this.admit(request, need);
    if (!admitted.ok) return admitted.refusal;
    if (admitted.principal) principals.set(request, admitted.principal);
    return null;
  }
}

function refusalOf(identified: Identified, need: Need): Refusal | null {
  if (need === 'known' || need === 'open') return null;
  if (!identified.ok) return UNAUTHENTICATED;
  return may(identified.principal, need) ? null : forbidden(need);
}

function may(principal: Principal, need: Exclude<Need, 'open' | 'known'>): boolean {
  if (need === 'heartbeat') return principal.kind === 'hive';
  if (principal.kind === 'hive') return false;
  if (need === 'person') return principal.kind === 'person';
  if (need === 'person_or_admin') return principal.kind === 'person' || principal.scopes.has('admin');
  return principal.scopes.has(need);
}

/** The same for whatever is wrong with a token ([A2]). */
const UNAUTHENTICATED: Refusal = {
  code: 'unauthenticated',
  detail: 'Send a valid token as Authorization: Bearer, or sign in on the page of the queen.',
};

const WHO_MAY: Readonly<Record<'heartbeat' | 'person' | 'person_or_admin', string>> = {
  heartbeat: 'the scope heartbeat, which only the token of a hive has; let the hive join',
  person: 'a person; sign in on the page of the queen',
  person_or_admin: 'a person or the scope admin; sign in on the page of the queen',
};

function forbidden(need: Exclude<Need, 'open' | 'known'>): Refusal {
  const who =
    need === 'heartbeat' || need === 'person' || need === 'person_or_admin'
      ? WHO_MAY[need]
      : `the scope ${need}; use a token or an account that has it`;
  return { code: 'forbidden', detail: `This needs ${who}.` };
}
