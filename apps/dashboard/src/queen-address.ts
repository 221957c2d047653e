/**
 * The address of the queen that serves a page, without a trailing slash, from the address of a script of the page. Scripts lie
 * in a folder beside the page's own file, at whatever address the page was opened; behind a proxy that serves the queen below a
 * path, they have that path: `https://example/rbee/assets/main.js` gives `https://example/rbee`.
 */
export function queenAddress(script: string): string {
  const { origin, pathname } = new URL('..', script);
  // The path of a folder ends with a slash.
  return origin + pathname.slice(0, -1);
}
