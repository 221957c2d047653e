/**
 * The address of the queen that serves a page, without a trailing slash: the folder of the page. Behind a proxy
 * that serves the queen below a path, it has that path: `https://example/rbee/` gives `https://example/rbee`.
 *
 * @param page the address of the page; its query and fragment are left out
 */
export function queenAddress(page: string): string {
  const { origin, pathname } = new URL(page);
  return origin + pathname.replace(/\/+[^/]*$/, '');
}
