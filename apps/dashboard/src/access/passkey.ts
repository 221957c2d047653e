import type { AccessCalls } from '@rbee/queen-rbee-sdk';

type Options = Awaited<ReturnType<AccessCalls['passkeyOptions']>>;
type SignIn = Parameters<AccessCalls['signInWithPasskey']>[0];
type Added = Parameters<AccessCalls['addPasskey']>[0]['credential'];

/** What a passkey of the reader answers to these options ([A5]). Rejects if the reader leaves its dialog. */
export async function passkeyAnswer(options: Options): Promise<SignIn> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  const credential = await navigator.credentials.get({ publicKey });
  return { credential: jsonOf(credential) as SignIn['credential'] };
}

/** A passkey that the reader makes with these options ([A5]). Rejects if the reader leaves its dialog. */
export async function newPasskey(options: Options): Promise<Added> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  return jsonOf(await navigator.credentials.create({ publicKey })) as Added;
}

/** The JSON of WebAuthn, which the queen checks. */
function jsonOf(credential: Credential | null): unknown {
  if (!(credential instanceof PublicKeyCredential)) throw new Error('The browser gave no passkey.');
  return credential.toJSON();
}
