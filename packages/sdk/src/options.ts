import { DEFAULT_QUEEN_PORT } from '@rbee/contract';

const LOCAL_QUEEN = `http://localhost:${DEFAULT_QUEEN_PORT}`;

/**
 * The queen's address in one canonical form, without a trailing slash: equal addresses give equal texts.
 * Without a given address: the origin of the page, because a queen serves its own page; outside of a page
 * the queen on this machine.
 *
 * @throws TypeError, one sentence, when it is not an http or https address without password, query and fragment.
 */
export function resolveBaseUrl(given: string | undefined): string {
  const text = given ?? pageOrigin() ?? LOCAL_QUEEN;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new TypeError(
      `baseUrl must be an http or https address such as ${LOCAL_QUEEN}, not ${JSON.stringify(text)}.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError('baseUrl must not carry a user name or a password; send them in `headers`.');
  }
  if (url.search !== '' || url.hash !== '') {
    throw new TypeError(
      `baseUrl must end with its path, without "?" or "#", unlike ${JSON.stringify(text)}.`,
    );
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** The origin of the page; undefined outside of a page and for a page that was opened from a file. */
function pageOrigin(): string | undefined {
  if (typeof location === 'undefined') return undefined;
  return location.protocol === 'http:' || location.protocol === 'https:' ? location.origin : undefined;
}

/**
 * A copy of the header fields to send with every request.
 *
 * @throws TypeError, one sentence, when HTTP cannot send a name or a value.
 */
export function checkedHeaders(
  given: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(given)) {
    if (!isSendable(name, value)) {
      throw new TypeError(
        `headers must be names and values that HTTP can send, unlike ${JSON.stringify(name)}.`,
      );
    }
  }
  return { ...given };
}

function isSendable(name: string, value: string): boolean {
  try {
    return new Headers([[name, value]]).has(name);
  } catch {
    return false;
  }
}
