import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { NewPasskeyBody, PasskeySignInBody } from '@rbee/contract';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import type { PasskeySite } from '../passkey-site.ts';

/** What a test can make wrong in an answer. */
export interface Forged {
  readonly origin?: string;
  readonly rpId?: string;
  readonly counter?: number;
  readonly userPresent?: boolean;
  readonly userHandle?: string;
  readonly attestation?: { readonly fmt: string; readonly attStmt: Map<string, unknown> };
}

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');
const hash = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();

/** An authenticator with one discoverable ES256 credential (WebAuthn Level 3, 6.1 and 6.5; COSE keys of RFC 9053). */
export class Authenticator {
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #id = randomBytes(16);
  readonly #site: PasskeySite;
  #userHandle = '';
  /** Signatures so far; null for an authenticator that does not count them. */
  counter: number | null = 0;

  constructor(site: PasskeySite) {
    this.#site = site;
  }

  create(
    options: { readonly challenge: string; readonly user: { readonly id: string } },
    forged: Forged = {},
  ): NewPasskeyBody['credential'] {
    this.#userHandle = options.user.id;
    const { fmt, attStmt } = forged.attestation ?? { fmt: 'none', attStmt: new Map() };
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.#id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.#id, this.#coseKey()]);
    const authData = Buffer.concat([this.#head(0x41, forged), attested]);
    // The types of the library do not know the maps of an attestation.
    const object = new Map<string, unknown>([
      ['fmt', fmt],
      ['attStmt', attStmt],
      ['authData', Uint8Array.from(authData)],
    ]);
    const attestationObject = base64url(isoCBOR.encode(object as Parameters<typeof isoCBOR.encode>[0]));
    const clientDataJSON = this.#clientData('webauthn.create', options.challenge, forged);
    return { ...this.#ids(), response: { clientDataJSON, attestationObject, transports: ['internal'] } };
  }

  get(options: { readonly challenge: string }, forged: Forged = {}): PasskeySignInBody['credential'] {
    if (this.counter !== null) this.counter += 1;
    const authData = this.#head(0x01, forged);
    const clientDataJSON = this.#clientData('webauthn.get', options.challenge, forged);
    const signed = Buffer.concat([authData, hash(Buffer.from(clientDataJSON, 'base64url'))]);
    const signature = base64url(sign('sha256', signed, this.#keys.privateKey));
    const userHandle = forged.userHandle ?? this.#userHandle;
    const response = { clientDataJSON, authenticatorData: base64url(authData), signature, userHandle };
    return { ...this.#ids(), response };
  }

  #ids() {
    return { id: base64url(this.#id), rawId: base64url(this.#id), type: 'public-key' as const };
  }

  #clientData(type: string, challenge: string, { origin = this.#site.origin }: Forged): string {
    return base64url(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  /** Hash of the site, flags and counter. */
  #head(flags: number, { rpId = this.#site.rpId, counter, userPresent = true }: Forged): Buffer {
    const head = Buffer.alloc(5);
    head.writeUInt8(userPresent ? flags : flags & 0xfe);
    head.writeUInt32BE(counter ?? this.counter ?? 0, 1);
    return Buffer.concat([hash(rpId), head]);
  }

  #coseKey(): Uint8Array {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' });
    const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url'));
    const key = new Map<number, number | Uint8Array<ArrayBuffer>>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytes(x)],
      [-3, bytes(y)],
    ]);
    return isoCBOR.encode(key);
  }
}
