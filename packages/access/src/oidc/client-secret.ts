import { readFile } from 'node:fs/promises';
import { type ClientAuth, ClientSecretBasic, ClientSecretPost, None } from 'openid-client';
import { unavailable } from './provider.ts';

/** Reads the secret of a client; null without a file. Rejects with a `ProviderFailure`. */
export async function readClientSecret(file: string | undefined): Promise<string | null> {
  if (file === undefined) return null;
  try {
    const secret = (await readFile(file, 'utf8')).trim();
    if (secret !== '') return secret;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw unavailable(`the file with the client's secret cannot be read: ${code}`);
  }
  throw unavailable("the file with the client's secret is empty");
}

/** Shows the secret in the way that the provider takes it: in the body if it says so, or else in a header, the default of OpenID Connect. */
export const secretAuthentication =
  (secret: () => string | null): ClientAuth =>
  (server, client, body, headers) => {
    const value = secret();
    const inBody = server.token_endpoint_auth_methods_supported?.includes('client_secret_post') ?? false;
    const way = value === null ? None() : (inBody ? ClientSecretPost : ClientSecretBasic)(value);
    way(server, client, body, headers);
  };
