import { posix } from 'node:path';

/** A file of the site: its address, and its text if it is a page. */
export interface SiteFile {
  readonly address: string;
  readonly text: string;
}

/** What is wrong with the links of a site, one sentence each; links to other hosts are not followed. */
export function brokenLinks(files: readonly SiteFile[]): string[] {
  const addresses = new Set(files.map(({ address }) => address));
  const pages = files.filter(({ address }) => address.endsWith('.html'));
  const anchors = new Map(pages.map((page) => [page.address, anchorsOf(page.text)]));
  return pages.flatMap((page) =>
    targetsOf(page).flatMap(({ href, address, anchor }) => {
      if (!addresses.has(address)) return [`${page.address} leads to ${href}, and there is no ${address}`];
      const known = anchors.get(address);
      if (anchor === '' || known === undefined || known.has(anchor)) return [];
      return [`${page.address} leads to ${href}, and ${address} has no anchor ${anchor}`];
    }),
  );
}

/** What the pages load from another host, one sentence each; a link that somebody may follow is none. */
export const foreignRequests = (files: readonly SiteFile[]): string[] =>
  files
    .filter(({ address }) => address.endsWith('.html'))
    .flatMap(({ address, text }) =>
      [
        ...text.matchAll(
          /<(?:script|link|img|iframe|source|video)\b[^>]*\b(?:src|href)="((?:https?:)?\/\/[^"]*)"/g,
        ),
      ].map(([, url]) => `${address} loads ${url}`),
    );

/** Addresses within the site to which a page leads or from which it loads something. */
const targetsOf = ({ address, text }: SiteFile) =>
  [...text.matchAll(/\b(?:href|src|srcset)="([^"]*)"/g)]
    .map(([, href = '']) => href.replaceAll('&amp;', '&'))
    .filter((href) => !/^\w+:/.test(href))
    .map((href) => {
      const [path = '', anchor = ''] = href.split('#');
      const file = path.split('?')[0] ?? '';
      const target = file === '' ? address : posix.join(posix.dirname(address), file);
      return { href, address: target.endsWith('/') ? `${target}index.html` : target, anchor };
    });

const anchorsOf = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/\bid="([^"]*)"/g)].map(([, id = '']) => id));
