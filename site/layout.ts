import { addressOf, relativeAddress } from './address.ts';
import { escapeHtml } from './code.ts';
import type { Heading, Rendered } from './markdown.ts';
import { ENTRIES, NAVIGATION } from './navigation.ts';

/** What a page needs besides its content. */
export interface PageFrame {
  readonly address: string;
  /** The document of the page, for the navigation. */
  readonly source: string;
}

/** Nothing is loaded from another host, and nothing that stands in a page is run. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A whole page of the site as HTML. */
export function layout({ html, title, headings }: Rendered, { address, source }: PageFrame): string {
  const to = (target: string): string => relativeAddress(address, target);
  const name = source === 'README.md' ? 'rbee heartbeat' : `${escapeHtml(title)} · rbee heartbeat`;
  return `<!doctype html>
<html lang="en" data-root="${to('index.html').replace(/index\.html$/, '') || './'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${to('assets/style.css')}">
<script src="${to('assets/theme.js')}"></script>
<script src="${to('assets/search.js')}" defer></script>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header class="top">
<a class="brand" href="${to('index.html')}">rbee heartbeat</a>
<search class="search">
<input type="search" placeholder="Search ( / )" aria-label="Search the documents" autocomplete="off"
 role="combobox" aria-expanded="false" aria-controls="found" aria-autocomplete="list">
<ul id="found" class="found" role="listbox" aria-label="What was found" hidden></ul>
</search>
<button type="button" class="theme" aria-label="Colours: as the system">◐</button>
</header>
<div class="columns">
<details class="menu" open>
<summary>Pages</summary>
<nav aria-label="Pages">${navigation(source, to)}</nav>
</details>
<main id="content" tabindex="-1">
${html}${neighbours(source, to)}</main>
${onThisPage(headings)}</div>
</body>
</html>
`;
}

type To = (address: string) => string;

const navigation = (source: string, to: To): string =>
  NAVIGATION.map(({ title, entries }) => {
    const items = entries.map((entry) => {
      const current = entry.source === source ? ' aria-current="page"' : '';
      return `<li><a href="${to(addressOf(entry.source))}"${current}>${escapeHtml(entry.title)}</a></li>`;
    });
    return `<h2>${escapeHtml(title)}</h2><ul>${items.join('')}</ul>`;
  }).join('');

/** Links to the page before and the page after in the navigation; nothing on a page that is not in it. */
function neighbours(source: string, to: To): string {
  const index = ENTRIES.findIndex((entry) => entry.source === source);
  if (index < 0) return '';
  const link = (entry: (typeof ENTRIES)[number] | undefined, rel: string, arrow: string): string =>
    entry === undefined
      ? '<span></span>'
      : `<a rel="${rel}" href="${to(addressOf(entry.source))}">${arrow} ${escapeHtml(entry.title)}</a>`;
  const before = index === 0 ? undefined : ENTRIES[index - 1];
  return `<nav class="neighbours" aria-label="Before and after">${link(before, 'prev', '←')}${link(ENTRIES[index + 1], 'next', '→')}</nav>\n`;
}

/** Of a page with few headings there is no list. */
const FEW = 3;

function onThisPage(headings: readonly Heading[]): string {
  const listed = headings.filter(({ level }) => level === 2 || level === 3);
  if (listed.length < FEW) return '';
  const items = listed.map(
    ({ level, anchor, text }) =>
      `<li class="level-${level}"><a href="#${anchor}">${escapeHtml(text)}</a></li>`,
  );
  return `<nav class="here" aria-label="On this page"><h2>On this page</h2><ul>${items.join('')}</ul></nav>\n`;
}
