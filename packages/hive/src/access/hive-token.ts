import { ROUTES } from '@rbee/contract/plain';
import type { HiveLog } from '../log.ts';
import { routeUrl } from '../queen-url.ts';
import { type PostOptions, post, resultOf, type ShownToken } from '../sending/index.ts';
import { joinedToken } from './joined.ts';

/** Where a hive has its token from. */
export interface TokenSource {
  /** The token; undefined if there is none. Is called at the start, and again when the queen has refused the token. */
  read(): string | undefined;
  /**
   * Keeps the next token so that the next start finds it; throws if it cannot. The hive does not use the next token before. A hive
   * without this never takes another token.
   */
  keep?(token: string): void;
  /** When the token was made, milliseconds since 1970; undefined if that is not known. */
  madeAtMs?(): number | undefined;
}

/** What a token needs to be exchanged for the next one. */
export interface HiveTokenOptions extends Pick<PostOptions, 'fetch' | 'clock'> {
  readonly source: TokenSource;
  readonly queenUrl: URL;
  readonly hiveId: string;
  /** A number from 0 up to 1, so that hives that joined together do not rotate together. */
  readonly random: () => number;
  readonly log: HiveLog;
  /** Is called when another token is to be shown. */
  readonly onChange: () => void;
}

/** Age at which a hive takes its next token by itself ([A3]), and up to a tenth more at random, milliseconds. */
const MAX_AGE_MS = 30 * 24 * 60 * 60 * 1_000;
/** Wait after a token could not be exchanged, and as much again at random, milliseconds. */
const AGAIN_MS = 10 * 60 * 1_000;
/** The queen asks until the next token was used, so what it says shortly after an exchange may be about that, milliseconds. */
const SETTLED_MS = 15_000;

/** The token of a hive: read again when the queen refuses it, and exchanged for the next one when it asks or in time ([A3]). */
export class HiveToken implements ShownToken {
  readonly #options: HiveTokenOptions;
  readonly #maxAgeMs: number;
  readonly #stopped = new AbortController();
  #current: string | undefined;
  #madeAtMs: number | undefined;
  #isRotating = false;
  /** Monotonic milliseconds. */
  #notBeforeMs = 0;
  /** The last warning, which is not repeated. */
  #warned = '';

  constructor(options: HiveTokenOptions) {
    this.#options = options;
    this.#maxAgeMs = MAX_AGE_MS * (1 + options.random() / 10);
    this.#read();
  }

  get current(): string | undefined {
    return this.#current;
  }

  /** The queen let this hive in no more: another token may be there by now. */
  refused(): void {
    const before = this.#current;
    this.#read();
    if (this.#current !== before) this.#options.onChange();
  }

  askedToRotate(): void {
    void this.#rotate();
  }

  /** Takes the next token if this one is old. */
  checkAge(): void {
    const madeAtMs = this.#madeAtMs;
    if (madeAtMs !== undefined && this.#options.clock.now() - madeAtMs > this.#maxAgeMs) void this.#rotate();
  }

  /** Gives up an exchange that has no answer yet. */
  stop(): void {
    this.#stopped.abort();
  }

  #read(): void {
    const { source } = this.#options;
    this.#current = source.read();
    this.#madeAtMs = source.madeAtMs?.();
  }

  async #rotate(): Promise<void> {
    const { source, clock, random } = this.#options;
    const token = this.#current;
    if (token === undefined || this.#isRotating || clock.monotonic() < this.#notBeforeMs) return;
    if (!source.keep) {
      this.#warn('The queen asks for a new token, and the present one is not kept by this hive: replace it.');
      return;
    }
    this.#isRotating = true;
    const failure = await this.#exchange(token);
    this.#isRotating = false;
    if (failure === null) {
      this.#notBeforeMs = clock.monotonic() + SETTLED_MS;
      this.#warned = '';
    } else if (!this.#stopped.signal.aborted) {
      this.#notBeforeMs = clock.monotonic() + AGAIN_MS * (1 + random());
      this.#warn(`The token of this hive could not be replaced (${failure}); the present one is used on.`);
    }
  }

  /** Takes the next token; returns why it could not. */
  async #exchange(token: string): Promise<string | null> {
    const { source, queenUrl, hiveId, fetch, clock, log, onChange } = this.#options;
    const { signal } = this.#stopped;
    const posted = await post(routeUrl(queenUrl, ROUTES.rotate), '{}', { fetch, clock, token, signal });
    if (!posted.ok) return posted.reason;
    const { answer } = posted;
    const next = answer.status === 200 ? joinedToken(answer.body, hiveId) : null;
    if (next === null) {
      const result = resultOf(answer, clock.now());
      return result.kind === 'sent' ? 'the answer has no token' : result.reason;
    }
    try {
      source.keep?.(next);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    this.#read();
    log.info('This hive has a new token.');
    onChange();
    return null;
  }

  #warn(sentence: string): void {
    if (sentence === this.#warned) return;
    this.#warned = sentence;
    this.#options.log.warn(sentence);
  }
}
