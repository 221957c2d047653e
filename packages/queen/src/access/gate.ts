import type { IncomingMessage } from 'node:http';
import type { Identified, Principal, Shown } from '@rbee/access';
import type { FastifyRequest } from 'fastify';
import type { ClientAddress } from '../client-address.ts';
import type { Refusal } from '../problem.ts';
import type { Sender } from '../sender.ts';
import { Grants, type Holder } from './grants.ts';
import { forbidden, may, type Need, UNAUTHENTICATED } from './need.ts';
import type { ProxyHeaders } from './proxy-headers.ts';
import { type AccessReason, isAttempt, Refusals, type RefusalsParts, type Refused } from './refusals.ts';
import { readShown } from './shown.ts';

const principals = new WeakMap<IncomingMessage, Principal>();

/**
 * Who a request is from; undefined if nobody is asked, or if its route is for everybody and it showed nothing that is valid. Only
 * for handlers: it was found out before.
 */
export const principalOf = ({ raw }: Pick<FastifyRequest, 'raw'>): Principal | undefined =>
  principals.get(raw);

/** The result of asking who a request is from; the principal is undefined if nobody is asked or nobody has to be known. */
export type Admitted =
  | { readonly ok: true; readonly principal: Principal | undefined }
  | { readonly ok: false; readonly refused: Refused };

export interface GateParts extends RefusalsParts {
  /** The address of a client, as shares are counted. */
  readonly addressOf: ClientAddress;
  /** The whole address of a client, as people are told it. */
  readonly wholeAddressOf: ClientAddress;
  /** What a trusted proxy says of the person. */
  readonly proxyOf: ProxyHeaders;
}

const NO_HIVE = { hiveId: null, rotate: false };

/** Decides who may do what ([A1]); without access control everybody may do everything. */
export class Gate {
  readonly #parts: GateParts;
  readonly #refusals: Refusals;
  readonly #grants: Grants | undefined;

  constructor(parts: GateParts) {
    this.#parts = parts;
    this.#refusals = new Refusals(parts);
    this.#grants = parts.access && new Grants(parts.access);
  }

  /** True if everybody is asked. */
  get asks(): boolean {
    return this.#parts.access !== undefined;
  }

  /** Finds out who a request is from and whether that may do what the need says; looks at its headers only. */
  admit(request: IncomingMessage, need: Need): Admitted {
    const { access, wholeAddressOf } = this.#parts;
    if (!access || need === 'open') return { ok: true, principal: undefined };
    const read = readShown(request);
    if (!read.ok) return { ok: false, refused: { reason: 'repeated', refusal: read.refusal } };
    const identified = access.identify(this.#withProxy(read.shown, request), wholeAddressOf(request));
    const refused = refusedOf(identified, need);
    if (refused !== null) return { ok: false, refused };
    return { ok: true, principal: identified.ok ? identified.principal : undefined };
  }

  /** A header of a proxy is only looked at where nothing counts before it. */
  #withProxy(shown: Shown, request: IncomingMessage): Shown {
    if (shown.bearer !== undefined || shown.session !== undefined) return shown;
    const proxy = this.#parts.proxyOf(request);
    return proxy ? { proxy } : shown;
  }

  /** The same for a request with a handler, which then finds the principal by `principalOf`. */
  refusedFor(request: IncomingMessage, need: Need): Refused | null {
    const admitted = this.admit(request, need);
    if (!admitted.ok) return admitted.refused;
    if (admitted.principal) principals.set(request, admitted.principal);
    return null;
  }

  /**
   * The refusal of a request whose principal has ended, or has lost what is needed, while its body was on the way; else null. Handlers
   * find the principal as it is by then.
   */
  lateRefusal(request: IncomingMessage, need: Need): Refusal | null {
    const { access, wholeAddressOf } = this.#parts;
    const before = principals.get(request);
    if (!access || !before) return null;
    const principal = access.principal(before.key, wholeAddressOf(request));
    if (principal) principals.set(request, principal);
    else principals.delete(request);
    if (need === 'known') return null;
    if (!principal || isReplaced(before, principal)) return UNAUTHENTICATED;
    return may(principal, need) ? null : forbidden(need);
  }

  /** Counts and notes a request that was refused. */
  note(request: IncomingMessage, reason: AccessReason, need: Need): void {
    const { addressOf, wholeAddressOf } = this.#parts;
    this.#refusals.note(reason, {
      owner: addressOf(request),
      address: wholeAddressOf(request),
      isHeartbeat: need === 'heartbeat',
    });
  }

  /** Counts and notes a heartbeat that named another hive than that of its token ([A3]). */
  readonly noteWrongHive = (sender: Sender, hiveId: string): void => {
    this.#refusals.note('wrong_hive', { ...sender, isHeartbeat: true, hiveId });
  };

  /** Counts and notes a refusal of a handler, if it is one of access ([A8]). */
  noteAttempt(request: IncomingMessage, { code }: Refusal): void {
    if (isAttempt(code)) this.note(request, code, 'open');
  }

  /** Whose share of the limits a request counts in; for requests whose principal was found out before. */
  readonly ownerOf = (request: IncomingMessage): string =>
    principals.get(request)?.key ?? this.#parts.addressOf(request);

  /** The sender of a request; the principal is the one that was found out before, unless it is given. */
  senderOf(request: IncomingMessage, principal = principals.get(request)): Sender {
    const { addressOf, wholeAddressOf } = this.#parts;
    if (!principal) {
      const address = addressOf(request);
      return { owner: address, address, hiveId: null, rotates: false };
    }
    const { hiveId, rotate } = principal.kind === 'hive' ? principal : NO_HIVE;
    return { owner: principal.key, address: wholeAddressOf(request), hiveId, rotates: rotate };
  }

  /** The refusal of a sender that had what is needed and lost it while its request was on the way; null if it did not. */
  endedRefusal({ owner, address }: Sender, need: Need): Refusal | null {
    return !this.#grants || this.#grants.isValid(owner, need, address) ? null : UNAUTHENTICATED;
  }

  /**
   * Ends something that stays open when whoever opened it may no longer have it; at once if that is so by now. The returned function
   * is to be called when it has ended.
   */
  hold(request: IncomingMessage, need: Need, holder: Holder): () => void {
    const principal = principals.get(request);
    if (!principal || !this.#grants) return () => {};
    return this.#grants.hold({
      ...holder,
      need,
      key: principal.key,
      ...(principal.kind === 'hive' && { generation: principal.generation }),
      address: this.#parts.wholeAddressOf(request),
    });
  }

  /** Looks again at a part of what is open; to be called four times a second. */
  tend(): void {
    this.#grants?.tend();
  }
}

/** True if a hive has another token by now. */
const isReplaced = (before: Principal, now: Principal): boolean =>
  before.kind === 'hive' && now.kind === 'hive' && before.generation !== now.generation;

function refusedOf(identified: Identified, need: Need): Refused | null {
  if (need === 'known') return null;
  if (!identified.ok) return { reason: identified.fault, refusal: UNAUTHENTICATED };
  return may(identified.principal, need) ? null : { reason: 'forbidden', refusal: forbidden(need) };
}
