import MarkdownIt, { type Token } from 'markdown-it';
import { anchorMaker } from './anchor.ts';
import { escapeHtml, highlight } from './code.ts';

/** A heading of a page. */
export interface Heading {
  readonly level: number;
  readonly anchor: string;
  readonly text: string;
}

/** A part of a page that the search can find: what follows one heading. */
export interface Section {
  readonly anchor: string;
  readonly heading: string;
  readonly text: string;
}

/** A document as HTML. */
export interface Rendered {
  readonly html: string;
  readonly title: string;
  readonly headings: readonly Heading[];
  readonly sections: readonly Section[];
}

/** Gives the address that a link of the document has on the site. */
export type LinkTo = (href: string) => string;

const LIVE = /^<!-- live: ([\w.-]+) -->/;

/** A picture in two colours: the only HTML that documents may have. */
const PICTURE =
  /^<picture>(?:\s|<\/?(?:picture|source|img)(?:\s+(?:media|srcset|src|alt|width|height)="[^"<>]*")*\s*\/?>)*$/;

/** The same picture with the addresses of the site. */
const withAddresses = (html: string, linkTo: LinkTo): string =>
  html.replace(/\b(src|srcset)="([^"]*)"/g, (_, name: string, path: string) => `${name}="${linkTo(path)}"`);

const markdown = new MarkdownIt({ html: true, highlight });

/**
 * Makes HTML of a document. `liveAddress` is that of the page with the examples that run. Raw HTML of a document other than
 * `<picture>` and the comment `<!-- live: FILE -->` is shown as text.
 */
export function render(text: string, linkTo: LinkTo, liveAddress: string): Rendered {
  const tokens = markdown.parse(text, {});
  const anchor = anchorMaker();
  const headings: Heading[] = [];
  const sections: { anchor: string; heading: string; text: string }[] = [];
  for (const [index, token] of tokens.entries()) {
    const inline = tokens[index + 1];
    if (token.type === 'heading_open' && inline) {
      const heading = { level: Number(token.tag.slice(1)), text: textOf(inline), anchor: '' };
      heading.anchor = anchor(heading.text);
      token.attrSet('id', heading.anchor);
      headings.push(heading);
      sections.push({ anchor: heading.anchor, heading: heading.text, text: '' });
    } else if (token.type === 'inline') {
      const section = sections.at(-1);
      if (section && section.heading !== textOf(token)) section.text += `${textOf(token)}\n`;
      for (const child of token.children ?? []) {
        const href = child.type === 'link_open' ? child.attrGet('href') : null;
        if (typeof href === 'string') child.attrSet('href', linkTo(href));
        const src = child.type === 'image' ? child.attrGet('src') : null;
        if (typeof src === 'string') child.attrSet('src', linkTo(src));
        if (child.type === 'html_inline') escapeToken(child);
      }
    } else if (token.type === 'html_block') {
      const file = LIVE.exec(token.content)?.[1];
      if (file !== undefined) token.content = liveFrame(file, liveAddress);
      else if (PICTURE.test(token.content)) token.content = withAddresses(token.content, linkTo);
      else escapeToken(token);
    }
  }
  const html = markdown.renderer.render(tokens, markdown.options, {});
  return { html: scrolling(html), title: headings[0]?.text ?? '', headings, sections };
}

const escapeToken = (token: Token): void => {
  token.content = escapeHtml(token.content);
};

/** The text of an inline token without its markup. */
const textOf = (inline: Token): string =>
  (inline.children ?? [])
    .map(({ type, content }) => (type === 'softbreak' || type === 'hardbreak' ? ' ' : content))
    .join('');

const liveFrame = (file: string, address: string): string => {
  const name = file.replace(/\.\w+$/, '');
  const title = `The example ${name}, with a simulated fleet`;
  return `<iframe class="live live--${name}" src="${address}?example=${name}" title="${title}" loading="lazy"></iframe>\n`;
};

/** Wide tables and long lines of code scroll by themselves, also by keyboard, and not the page. */
const scrolling = (html: string): string =>
  html
    .replaceAll('<table>', '<div class="table" tabindex="0"><table>')
    .replaceAll('</table>', '</table></div>')
    .replaceAll('<pre>', '<pre tabindex="0">');
