import MiniSearch from 'minisearch';
import type { Page } from './pages.ts';
import { SEARCH_OPTIONS } from './search-options.ts';

/** Most characters of a section that the search knows. */
const MAX_CHARS = 4_000;

/** The index of all sections as a script that keeps it in `rbeeSearchIndex`: a script can be read without a server, too. */
export function searchIndexScript(pages: readonly Page[]): string {
  const index = new MiniSearch(SEARCH_OPTIONS);
  index.addAll(
    pages
      .filter(({ source }) => source.endsWith('.md'))
      .flatMap(({ address, rendered: { title, sections } }) =>
        sections.map(({ anchor, heading, text }) => ({
          id: `${address}#${anchor}`,
          title,
          heading,
          text: text.slice(0, MAX_CHARS),
        })),
      ),
  );
  return `globalThis.rbeeSearchIndex = ${JSON.stringify(JSON.stringify(index))};\n`;
}
