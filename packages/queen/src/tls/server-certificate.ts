import type { X509Certificate } from 'node:crypto';
import { type KeyPair, leafOf, pinOf } from './key-pair.ts';

/** Called with each pair that replaces the one before. */
export type Replaced = (pair: KeyPair) => void;

/** The certificate of a queen with its key. It can be replaced while the queen runs; open connections keep the one they began with. */
export class ServerCertificate {
  #pair: KeyPair;
  #leaf: X509Certificate;
  readonly #listeners: Replaced[] = [];

  /** Throws a `KeyPairError` if the pair cannot be used. */
  constructor(pair: KeyPair) {
    this.#leaf = leafOf(pair);
    this.#pair = pair;
  }

  get pair(): KeyPair {
    return this.#pair;
  }

  /** Start and end of its validity, milliseconds since the epoch. */
  get validity(): { readonly from: number; readonly to: number } {
    return { from: Date.parse(this.#leaf.validFrom), to: Date.parse(this.#leaf.validTo) };
  }

  /**
   * SHA-256 of the public key (SubjectPublicKeyInfo), base64url ([A3]). Undefined if an authority signed the certificate: then clients
   * check its name and its authority, and it gets another key when it is renewed.
   */
  get publicKeyPin(): string | undefined {
    const isOwn = this.#leaf.checkIssued(this.#leaf) && this.#leaf.verify(this.#leaf.publicKey);
    return isOwn ? pinOf(this.#leaf) : undefined;
  }

  /** Replaces the pair. Throws a `KeyPairError` if the new one cannot be used, and keeps the old one. */
  replace(pair: KeyPair): void {
    this.#leaf = leafOf(pair);
    this.#pair = pair;
    for (const listener of this.#listeners) listener(pair);
  }

  onReplace(listener: Replaced): void {
    this.#listeners.push(listener);
  }
}
