import type { NewPasskeyBody, PasskeySignInBody } from '@rbee/contract';
import { addressGroup } from '../attempts/index.ts';
import type { PasskeySite } from '../passkey-site.ts';
import { Pending } from '../pending.ts';
import type { PasskeyRow } from '../store/index.ts';

/** A key that an authenticator made. */
export interface MadeKey {
  readonly credentialId: string;
  readonly publicKey: string;
  readonly counter: number;
}

/** An account that gets a passkey. */
export interface PasskeyOwner {
  readonly userId: string;
  readonly name: string;
  readonly passkeys: readonly PasskeyRow[];
}

/** Time for touching the authenticator, milliseconds. */
const CHALLENGE_MS = 5 * 60 * 1_000;
/** EdDSA, ES256 and RS256 (RFC 9053): every authenticator has one of them, and Node verifies all without a warning. */
const ALGORITHMS = [-8, -7, -257];
const LIMITS = { ageMs: CHALLENGE_MS, entries: 10_000, entriesOfOne: 20 };

/** What a challenge was given for: a new passkey of an account, or a sign-in. */
type Purpose = { readonly newFor: string } | 'sign_in';

/** The library is loaded when it is first needed: it takes longer to load than the rest of a queen. */
const library = () => import('@simplewebauthn/server');

/** The two ceremonies of WebAuthn Level 3 (section 7), and the challenges that authenticators have yet to sign. */
export class Ceremonies {
  readonly #challenges: Pending<Purpose>;

  /** `monotonic`: milliseconds of a clock that is never set. */
  constructor(monotonic: () => number) {
    this.#challenges = new Pending(LIMITS, monotonic);
  }

  /** Options for a new passkey. `address` bounds the challenges of one client. */
  async newOptions({ userId, name, passkeys }: PasskeyOwner, site: PasskeySite, address: string) {
    const { generateRegistrationOptions } = await library();
    const options = await generateRegistrationOptions({
      rpName: `rbee on ${site.rpId}`,
      rpID: site.rpId,
      userName: name,
      userDisplayName: name,
      // It names the account when somebody signs in, as no name is asked for.
      userID: Uint8Array.from(Buffer.from(userId)),
      timeout: CHALLENGE_MS,
      attestationType: 'none',
      supportedAlgorithmIDs: ALGORITHMS,
      excludeCredentials: passkeys.map((it) => ({
        id: it.credential_id,
        transports: it.transports.split(' ').filter((transport) => transport !== ''),
      })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
    });
    this.#challenges.add(options.challenge, { newFor: userId }, addressGroup(address));
    return options;
  }

  /** The key of a new passkey; undefined if its answer is not valid. */
  async madeKey(
    userId: string,
    { credential }: NewPasskeyBody,
    site: PasskeySite,
  ): Promise<MadeKey | undefined> {
    const { transports: _, ...attested } = credential.response;
    if (await hasCertificates(attested.attestationObject)) return undefined;
    const { verifyRegistrationResponse } = await library();
    const verified = await outcomeOf(() =>
      verifyRegistrationResponse({
        response: { ...credential, response: attested, clientExtensionResults: {} },
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
    if (!verified?.verified) return undefined;
    const { id, publicKey, counter } = verified.registrationInfo.credential;
    return { credentialId: id, publicKey: Buffer.from(publicKey).toString('base64url'), counter };
  }

  /** Options for a sign-in with any passkey that the authenticator has for this site. */
  async signInOptions(site: PasskeySite, address: string) {
    const { generateAuthenticationOptions } = await library();
    const options = await generateAuthenticationOptions({
      rpID: site.rpId,
      timeout: CHALLENGE_MS,
      userVerification: 'preferred',
    });
    this.#challenges.add(options.challenge, 'sign_in', addressGroup(address));
    return options;
  }

  /** The counter of the authenticator that signed with a passkey; undefined if its answer is not valid. */
  async counterOf(
    { credential }: PasskeySignInBody,
    passkey: PasskeyRow,
    site: PasskeySite,
  ): Promise<number | undefined> {
    const { userHandle, ...response } = credential.response;
    if (userHandle && Buffer.from(userHandle, 'base64url').toString() !== passkey.user_id) return undefined;
    const { verifyAuthenticationResponse } = await library();
    const verified = await outcomeOf(() =>
      verifyAuthenticationResponse({
        response: { ...credential, response, clientExtensionResults: {} },
        expectedChallenge: (challenge) => this.#challenges.take(challenge) === 'sign_in',
        expectedOrigin: site.origin,
        expectedRPID: site.rpId,
        credential: {
          id: passkey.credential_id,
          publicKey: bytesOf(passkey.public_key),
          counter: passkey.counter,
        },
        requireUserVerification: false,
      }),
    );
    return verified?.verified ? verified.authenticationInfo.newCounter : undefined;
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
async function hasCertificates(attestationObject: string): Promise<boolean> {
  const { decodeAttestationObject } = await import('@simplewebauthn/server/helpers');
  try {
    return decodeAttestationObject(bytesOf(attestationObject)).get('attStmt').get('x5c') !== undefined;
  } catch {
    return false;
  }
}

const bytesOf = (base64url: string) => Uint8Array.from(Buffer.from(base64url, 'base64url'));
