import { randomBytes } from 'node:crypto';
import {
  ACCESS_LIMITS,
  cutText,
  type NewPasskeyBody,
  type PasskeySignInBody,
  type PasskeyView,
  visibleText,
} from '@rbee/contract';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { decodeAttestationObject, isoBase64URL } from '@simplewebauthn/server/helpers';
import type { Result } from '../access.ts';
import { Pending } from '../pending.ts';
import type { PasskeySite } from './passkey-site.ts';
import type { PasskeyTable, StoredPasskey } from './passkey-table.ts';

/** What passkeys need of their process. */
export interface PasskeyEdges {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a clock that is never set. */
  readonly monotonic: () => number;
}

/** Time for touching the authenticator, milliseconds. */
const CHALLENGE_MS = 5 * 60 * 1_000;
/** EdDSA, ES256 and RS256 (RFC 9053): every authenticator has one of them, and Node verifies all without a warning. */
const ALGORITHMS = [-8, -7, -257];
const LIMITS = { ageMs: CHALLENGE_MS, entries: 10_000, entriesOfOne: 20 };

/** What a challenge was given for: a new passkey of an account, or a sign-in. */
type Purpose = { readonly newFor: string } | 'sign_in';

/** The passkeys of all accounts ([A5], WebAuthn Level 3), and the challenges that authenticators have yet to sign. */
export class PasskeyRing {
  readonly #table: PasskeyTable;
  readonly #now: () => number;
  readonly #challenges: Pending<Purpose>;

  constructor(table: PasskeyTable, { now, monotonic }: PasskeyEdges) {
    this.#table = table;
    this.#now = now;
    this.#challenges = new Pending(LIMITS, monotonic);
  }

  of(userId: string): readonly PasskeyView[] {
    return this.#table.of(userId).map(viewOf);
  }

  /** Options for a new passkey. `owner` is an address, by which challenges are bounded. */
  async newOptions(
    user: { readonly userId: string; readonly name: string },
    site: PasskeySite,
    owner: string,
  ) {
    const options = await generateRegistrationOptions({
      rpName: `rbee on ${site.rpId}`,
      rpID: site.rpId,
      userName: user.name,
      userDisplayName: user.name,
      // It names the account when somebody signs in, as no name is asked for.
      userID: Uint8Array.from(Buffer.from(user.userId)),
      timeout: CHALLENGE_MS,
      attestationType: 'none',
      supportedAlgorithmIDs: ALGORITHMS,
      excludeCredentials: this.#table
        .of(user.userId)
        .map(({ credentialId, transports }) => ({ id: credentialId, transports: [...transports] })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
    });
    this.#challenges.add(options.challenge, { newFor: user.userId }, owner);
    return options;
  }

  async add(userId: string, body: NewPasskeyBody, site: PasskeySite): Promise<Result<PasskeyView>> {
    const { credential } = body;
    const { transports: _, ...attested } = credential.response;
    if (hasCertificates(attested.attestationObject)) return invalid(ATTESTED);
    const verified = await outcomeOf(() =>
      verifyRegistrationResponse({
        response: {
          ...credential,
          response: { ...attested },
          clientExtensionResults: {},
        },
        expectedChallenge: (challenge) => {
          const purpose = this.#challenges.take(challenge);
          return typeof purpose === 'object' && purpose.newFor === userId;
        },
        expectedOrigin: site.origin,
        expectedRPID: site.rpId,
        requireUserVerification: false,
        supportedAlgorithmIDs: ALGORITHMS,
      }),
    );
    if (!verified?.registrationInfo) return invalid(NOT_ADDED);
    return this.#keep(userId, body, verified.registrationInfo.credential);
  }

  #keep(
    userId: string,
    { name, credential }: NewPasskeyBody,
    { id, publicKey, counter }: { id: string; publicKey: Uint8Array<ArrayBuffer>; counter: number },
  ): Result<PasskeyView> {
    if (this.#table.of(userId).length >= ACCESS_LIMITS.maxPasskeys) return invalid(TOO_MANY);
    if (this.#table.find(id)) return invalid(NOT_ADDED);
    const passkey: StoredPasskey = {
      passkeyId: randomBytes(12).toString('base64url'),
      userId,
      credentialId: id,
      publicKey,
      counter,
      transports: credential.response.transports ?? [],
      name: cutText(visibleText(name), ACCESS_LIMITS.maxNameChars),
      createdAt: this.#now(),
      lastUsedAt: null,
    };
    this.#table.add(passkey);
    return { ok: true, value: viewOf(passkey) };
  }

  /** Options for a sign-in with any passkey that the authenticator has for this site. */
  async signInOptions(site: PasskeySite, owner: string) {
    const options = await generateAuthenticationOptions({
      rpID: site.rpId,
      timeout: CHALLENGE_MS,
      userVerification: 'preferred',
    });
    this.#challenges.add(options.challenge, 'sign_in', owner);
    return options;
  }

  /** Id of the account that signs in. */
  async signIn({ credential }: PasskeySignInBody, site: PasskeySite): Promise<Result<string>> {
    const passkey = this.#table.find(credential.id);
    const { userHandle, ...response } = credential.response;
    if (!passkey || (userHandle && textOf(userHandle) !== passkey.userId)) return refused(NOT_VERIFIED);
    const verified = await outcomeOf(() =>
      verifyAuthenticationResponse({
        response: { ...credential, response, clientExtensionResults: {} },
        expectedChallenge: (challenge) => this.#challenges.take(challenge) === 'sign_in',
        expectedOrigin: site.origin,
        expectedRPID: site.rpId,
        credential: { id: passkey.credentialId, publicKey: passkey.publicKey, counter: passkey.counter },
        requireUserVerification: false,
      }),
    );
    if (!verified?.verified) return refused(NOT_VERIFIED);
    const { newCounter } = verified.authenticationInfo;
    if (!this.#table.use(passkey.passkeyId, newCounter, this.#now())) return refused(NOT_VERIFIED);
    return { ok: true, value: passkey.userId };
  }

  remove(userId: string, passkeyId: string): boolean {
    return this.#table.remove(userId, passkeyId);
  }
}

/** The library throws whatever is wrong with what a stranger sent, and the stranger is told nothing of it. */
async function outcomeOf<T>(verify: () => Promise<T>): Promise<T | undefined> {
  try {
    return await verify();
  } catch {
    return undefined;
  }
}

/** Certificates are never asked for. Their check can lead to requests to addresses that they name. */
function hasCertificates(attestationObject: string): boolean {
  try {
    const decoded = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject));
    return decoded.get('fmt') !== 'none' && decoded.get('attStmt').get('x5c') !== undefined;
  } catch {
    return false;
  }
}

const textOf = (base64url: string): string => Buffer.from(base64url, 'base64url').toString();

const viewOf = ({ passkeyId, name, createdAt, lastUsedAt }: StoredPasskey): PasskeyView => ({
  passkey_id: passkeyId,
  name,
  created_at: new Date(createdAt).toISOString(),
  last_used_at: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
});

const refused = (detail: string): Result<never> => ({
  ok: false,
  refusal: { code: 'sign_in_refused', detail },
});

/** Not 401: the session of who adds a passkey is valid. */
const invalid = (detail: string): Result<never> => ({ ok: false, refusal: { code: 'bad_request', detail } });

const NOT_ADDED = 'The passkey could not be checked; begin again.';
const NOT_VERIFIED = 'The passkey was not accepted; begin again, or sign in another way.';
const ATTESTED = 'The passkey came with certificates that were not asked for; use another authenticator.';
const TOO_MANY = `An account has at most ${ACCESS_LIMITS.maxPasskeys} passkeys; remove one first.`;
