import type { CustomFetch } from 'openid-client';
import { isSafeAddress } from './settings.ts';

/** Bytes of an answer of a provider: metadata, keys and tokens are far below it. */
const MAX_BYTES = 1024 * 1024;

/** The `fetch` of the process, as far as it is used. */
export type Fetch = (url: string, request: RequestInit) => Promise<Response>;

/**
 * A `fetch` for providers. Their metadata names further addresses, so each one is checked: only HTTPS, except on loopback. Redirects are
 * not followed, because a secret would go with them; an answer is read to a limit.
 */
export function boundedFetch(fetching: Fetch): CustomFetch {
  return async (url, request) => {
    if (!isSafeAddress(url)) throw new TypeError('an address of the provider is neither HTTPS nor loopback');
    const { body, method, headers: sent, signal = null } = request;
    // Only texts and forms are sent to a provider.
    const form = typeof body === 'string' || body instanceof URLSearchParams ? body : null;
    const response = await fetching(url, { method, headers: sent, body: form, signal, redirect: 'manual' });
    const { status, headers } = response;
    const read = await boundedBody(response);
    return new Response(read.length === 0 ? null : read, { status, headers: plainHeaders(headers) });
  };
}

async function boundedBody({ body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new TypeError('the answer of the provider is too large');
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}

/** The body is decoded, so its coding and its length no longer hold. */
function plainHeaders(headers: Headers): Headers {
  const plain = new Headers(headers);
  plain.delete('content-encoding');
  plain.delete('content-length');
  return plain;
}
