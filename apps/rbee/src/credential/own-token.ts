import type { Access, Actor } from '@rbee/access';
import type { Scope } from '@rbee/contract/plain';
import type { Clock } from '@rbee/hive';

/** How long a token of a command is valid, milliseconds: a command that was killed leaves one behind for that time. */
const VALID_MS = 60 * 60_000;
/** A token is replaced before it expires. */
const RENEW_MS = 50 * 60_000;

/** What tokens of a command need. */
export interface OwnTokenOptions {
  /** The access control of the queen on this machine; the tokens close it. */
  readonly access: Pick<Access, 'programs' | 'close'>;
  /** Name of the tokens, such as `rbee top on gpu-1`. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly actor: Actor;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Resolves when the queen knows a token that another process has made. */
  readonly known: (token: string) => Promise<void>;
}

interface MadeToken {
  readonly id: string;
  readonly secret: string;
  /** When it was made, by the monotonic clock. */
  readonly since: number;
  /** Resolves when the queen knows it. */
  readonly known: Promise<void>;
}

/** A short-lived API token for as long as a command runs on the queen's machine. It is made anew while the command goes on. */
export class OwnToken {
  readonly #options: OwnTokenOptions;
  /** The one in use at last, and the one before, which a stream may still use until it expires. */
  readonly #made: MadeToken[] = [];

  constructor(options: OwnTokenOptions) {
    this.#options = options;
  }

  /** The token to send; rejects with one sentence if the queen's files refuse it. */
  async read(): Promise<string> {
    const last = this.#made.at(-1);
    const now = this.#options.clock.monotonic();
    const { secret, known } = last && now - last.since < RENEW_MS ? last : this.#make(now);
    await known;
    return secret;
  }

  /** Revokes the tokens and closes the files. */
  async end(): Promise<void> {
    const { access, actor } = this.#options;
    try {
      for (const { id } of this.#made.splice(0)) access.programs.revoke(id, actor);
    } finally {
      await access.close();
    }
  }

  #make(now: number): MadeToken {
    const { access, name, scopes, actor, known } = this.#options;
    const made = access.programs.add({ name, scopes, expires_in_s: VALID_MS / 1_000 }, actor);
    if (!made.ok) throw new Error(made.refusal.detail);
    const { token, secret } = made.value;
    const last = { id: token.token_id, secret, since: now, known: known(secret) };
    this.#made.push(last);
    if (this.#made.length > 2) this.#made.shift();
    return last;
  }
}
