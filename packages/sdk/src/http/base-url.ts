import { DEFAULT_QUEEN_PORT } from '@rbee/contract';

const LOCAL_QUEEN = `http://localhost:${DEFAULT_QUEEN_PORT}`;

/**
 * The queen's address in its one spelling, without a trailing slash, so that equal texts are equal
 * addresses. Without one given: the origin of the page that this runs in, as a queen serves her own page,
 * else a queen on this machine.
 *
 * @throws TypeError, one sentence, when it is no address that can be asked.
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

/** The origin of the page, where there is one and it came over HTTP (not from a file). */
function pageOrigin(): string | undefined {
  if (typeof location === 'undefined') return undefined;
  return location.protocol === 'http:' || location.protocol === 'https:' ? location.origin : undefined;
}
