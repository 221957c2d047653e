/** The end of an error message "... must be" about the address of a queen. */
export const QUEEN_URL_EXPECTED = 'an http or https address without a user, such as http://localhost:7833';

/** The address of a queen: http or https, without user, query or fragment; null for any other text. */
export function parseQueenUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  const plain = url && !url.username && !url.password && !url.search && !url.hash;
  return plain && /^https?:$/.test(url.protocol) ? url : null;
}

/** The address of one of the queen's routes; the path of `queenUrl` stays in front of it. */
export function routeUrl(queenUrl: URL, route: string): URL {
  const url = new URL(queenUrl);
  url.pathname = url.pathname.replace(/(?<!\/)\/+$/, '') + route;
  return url;
}
