import type { Access } from '@rbee/access';
import { type ErrorCode, TOKEN_FAULTS, type TokenFault } from '@rbee/contract';
import type { FastifyBaseLogger } from 'fastify';
import type { Refusal } from '../problem.ts';

/** Attempts to get access that failed ([A8]), by their error codes. */
const ATTEMPTS = [
  'sign_in_refused',
  'setup_refused',
  'join_refused',
  'too_many_attempts',
] as const satisfies readonly ErrorCode[];

/** Why somebody was refused, as labels of `/metrics`. */
export const ACCESS_REASONS = [
  ...TOKEN_FAULTS,
  /** Two `Authorization` headers. */
  'repeated',
  /** The scope is missing. */
  'forbidden',
  ...ATTEMPTS,
] as const;

/** Why somebody was refused. */
export type AccessReason = (typeof ACCESS_REASONS)[number];

/** A refusal with its reason, which whoever is refused is not told ([A2]). */
export interface Refused {
  readonly reason: AccessReason;
  readonly refusal: Refusal;
}

/** Who was refused. */
export interface RefusedSender {
  /** The address, as shares are counted. */
  readonly owner: string;
  /** The whole address. */
  readonly address: string;
  readonly isHeartbeat: boolean;
  /** The hive that a heartbeat named, or its token. */
  readonly hiveId?: string | null;
}

export interface RefusalsParts {
  /** If absent, nobody is asked. */
  readonly access: Access | undefined;
  readonly metrics: { readonly accessRefused: (reason: AccessReason) => void };
  readonly log: Pick<FastifyBaseLogger, 'warn'>;
  readonly monotonic: () => number;
}

/** The shortest time between two log lines about one address, milliseconds, and how many addresses are remembered for it. */
const LOG_PAUSE_MS = 60_000;
const MAX_LOGGED = 256;

/** Counts who is refused access, notes refused heartbeats for operators ([A3]), and logs a little of it. */
export class Refusals {
  readonly #parts: RefusalsParts;
  /** When an address was logged, monotonic milliseconds, the longest ago first. */
  readonly #logged = new Map<string, number>();

  constructor(parts: RefusalsParts) {
    this.#parts = parts;
  }

  note(reason: AccessReason, { owner, address, isHeartbeat, hiveId = null }: RefusedSender): void {
    const { access, metrics, log } = this.#parts;
    metrics.accessRefused(reason);
    if (isHeartbeat && isFault(reason)) access?.hives.noteRefused({ address, fault: reason, hiveId });
    if (this.#mayLog(owner))
      log.warn({ address, reason }, isHeartbeat ? 'a hive was refused' : 'a client was refused');
  }

  /** A stranger cannot fill the disk: one line a minute for an address, and so many for all of them. */
  #mayLog(owner: string): boolean {
    const now = this.#parts.monotonic();
    for (const [logged, at] of this.#logged) {
      if (now - at < LOG_PAUSE_MS) break;
      this.#logged.delete(logged);
    }
    if (this.#logged.has(owner) || this.#logged.size >= MAX_LOGGED) return false;
    this.#logged.set(owner, now);
    return true;
  }
}

const isFault = (reason: AccessReason): reason is TokenFault =>
  (TOKEN_FAULTS as readonly string[]).includes(reason);

/** True for the code of an attempt that failed. */
export const isAttempt = (code: ErrorCode): code is (typeof ATTEMPTS)[number] =>
  (ATTEMPTS as readonly ErrorCode[]).includes(code);
