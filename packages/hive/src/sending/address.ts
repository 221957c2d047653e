/** The address of one of a queen's routes; a path before the queen's own is kept. */
export function addressOf(queenUrl: URL, route: string): URL {
  const url = new URL(queenUrl);
  url.pathname = url.pathname.replace(/\/+$/, '') + route;
  return url;
}
