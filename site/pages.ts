import { posix } from 'node:path';
import { addressOf, isPicture, relativeAddress } from './address.ts';
import { filesIn, isFolder, isThere, textOf } from './files.ts';
import { layout } from './layout.ts';
import { type Rendered, render } from './markdown.ts';
import { ENTRIES } from './navigation.ts';

/** One page of the site. */
export interface Page {
  readonly address: string;
  readonly source: string;
  readonly rendered: Rendered;
  readonly html: string;
}

/** Address of the page with the examples that run. */
export const LIVE_ADDRESS = 'live/index.html';

/**
 * Every page: those of the navigation, and what they lead to within the project, on and on. `generated` has the Markdown of
 * the pages that are made of the program (by the source that the navigation names).
 *
 * @throws Error when a link leads to a file that does not exist
 */
export function allPages(generated: ReadonlyMap<string, string>): {
  readonly pages: readonly Page[];
  /** Pictures that they show, by their paths in the project. */
  readonly pictures: readonly string[];
} {
  const waiting = ENTRIES.map(({ source }) => source);
  const pages = new Map<string, Page>();
  const pictures = new Set<string>();
  for (let source = waiting.shift(); source !== undefined; source = waiting.shift()) {
    if (isPicture(source)) pictures.add(source);
    if (pages.has(source) || isPicture(source)) continue;
    const links = new Links(source, generated);
    pages.set(source, pageOf(source, markdownOf(source, generated), links));
    waiting.push(...links.found);
  }
  return { pages: [...pages.values()], pictures: [...pictures] };
}

function pageOf(source: string, text: string, links: Links): Page {
  const address = addressOf(source);
  const rendered = render(text, links.to, relativeAddress(address, LIVE_ADDRESS));
  return { address, source, rendered, html: layout(rendered, { address, source }) };
}

/** The links of one document, and the documents and files that they lead to. */
class Links {
  readonly found: string[] = [];
  readonly #source: string;
  readonly #generated: ReadonlyMap<string, string>;

  constructor(source: string, generated: ReadonlyMap<string, string>) {
    this.#source = source;
    this.#generated = generated;
  }

  readonly to = (href: string): string => {
    if (/^(\w+:|#)/.test(href)) return href;
    const [path = '', anchor] = href.split('#');
    const source = this.#target(decodeURI(path));
    this.found.push(source);
    const address = relativeAddress(addressOf(this.#source), addressOf(source));
    return anchor === undefined ? address : `${address}#${anchor}`;
  };

  #target(path: string): string {
    // The page of a folder names the files in it.
    const base = isFolder(this.#source) ? this.#source : posix.dirname(this.#source);
    const target = posix.join(base, path).replace(/\/$/, '');
    if (this.#generated.has(target)) return target;
    if (!isThere(target)) throw new Error(`${this.#source} has a link to ${target}, which does not exist`);
    const readme = `${target}/README.md`;
    return isFolder(target) && isThere(readme) ? readme : target;
  }
}

/** The Markdown of a page: of a document its text, of another file its code, of a folder the list of its files. */
function markdownOf(source: string, generated: ReadonlyMap<string, string>): string {
  const text = generated.get(source);
  if (text !== undefined) return text;
  if (isFolder(source)) {
    const files = filesIn(source).map((path) => posix.basename(path));
    return `# ${source}\n\n${files.map((name) => `- [${name}](${name})`).join('\n')}\n`;
  }
  return source.endsWith('.md') ? textOf(source) : `# ${source}\n\n${fenced(textOf(source), source)}`;
}

/** A block of code whose fence is longer than any in it. */
function fenced(code: string, path: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${posix.extname(path).slice(1)}\n${code.replace(/\n?$/, '\n')}${fence}\n`;
}
