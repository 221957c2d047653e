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

/** A short-lived API token for as long as a command runs on the queen's machine. It is made anew while the command goes on. */
export class OwnToken {
  readonly #options: OwnTokenOptions;
  /** The one in use at last, and the one before, which a stream may still use until it expires. */
  readonly #made: { readonly id: string; readonly secret: string; readonly since: number }[] = [];

  constructor(options: OwnTokenOptions) {
    this.#options = options;
  }

  /** The token to send; rejects with one sentence if the queen's files refuse it. */
  async read(): Promise<string> {
    const before = this.#made.at(-1);
    const now = this.#options.clock.monotonic();
    if (before && now - before.since < RENEW_MS) return before.secret;
    const secret = this.#make(now);
    await this.#options.known(secret);
    return secret;
  }

  /** Revokes the tokens and closes the files. */
  async end(): Promise<void> {
    const { access, actor } = this.#options;
    for (const { id } of this.#made.splice(0)) access.programs.revoke(id, actor);
    await access.close();
  }

  #make(now: number): string {
    const { access, name, scopes, actor } = this.#options;
    const made = access.programs.add({ name, scopes, expires_in_s: VALID_MS / 1_000 }, actor);
    if (!made.ok) throw new Error(made.refusal.detail);
    const { token, secret } = made.value;
    this.#made.push({ id: token.token_id, secret, since: now });
    if (this.#made.length > 2) this.#made.shift();
    return secret;
  }
}
