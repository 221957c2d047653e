import { bearer, readToken, type TokenFields, type TokenOption } from '../token.ts';

/** Who asks for a stream. It remembers a token that the queen refused, which is not sent again ([A7]). */
export class Authorization {
  readonly #token: TokenOption | undefined;
  #sent: string | null = null;
  #refused: string | null = null;

  constructor(token: TokenOption | undefined) {
    this.#token = token;
  }

  /** True if another token can come without anybody's doing. */
  get canChange(): boolean {
    return typeof this.#token === 'function';
  }

  /** Header fields of the next attempt; a promise of null if the token is still the refused one. Rejects with `NoToken`. */
  fields(): TokenFields | Promise<TokenFields | null> {
    return this.#token === undefined ? {} : this.#read(this.#token);
  }

  /** The queen refused what was sent last. */
  refused(): void {
    this.#refused = this.#sent;
  }

  /** Somebody asked for another attempt, also with the same token. */
  forgive(): void {
    this.#refused = null;
  }

  async #read(option: TokenOption): Promise<TokenFields | null> {
    const token = await readToken(option);
    if (token === this.#refused) return null;
    this.#sent = token;
    return bearer(token);
  }
}
