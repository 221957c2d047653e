import { posix } from 'node:path';

/** True for a picture, which is copied into the site as it is. */
export const isPicture = (path: string): boolean => /\.(?:png|jpe?g|svg|webp)$/.test(path);

/**
 * Path within the site of the page of a document or of another file of the project: `docs/wire.md` is `wire.html`,
 * `packages/sdk/README.md` is `packages/sdk.html`, and a source is below `files`.
 */
export function addressOf(source: string): string {
  if (source === 'README.md') return 'index.html';
  if (source === 'docs/decisions/README.md') return 'decisions/index.html';
  if (isPicture(source)) return `files/${source}`;
  if (!source.endsWith('.md')) return `files/${source.replace(/\/$/, '')}.html`;
  return source
    .replace(/^docs\//, '')
    .replace(/\/README\.md$/, '.html')
    .replace(/\.md$/, '.html')
    .toLowerCase();
}

/** The address of one page of the site as a link in another one, so that the site works below any path. */
export const relativeAddress = (from: string, to: string): string =>
  posix.relative(posix.dirname(from), to) || posix.basename(to);
