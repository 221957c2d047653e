import type { Browser, Page } from 'playwright-core';
import { ROUTES } from '../../packages/contract/src/index.ts';
import { PageProbe } from './probe.ts';

/** What the reference needs of each event: its parsed data, with nothing done. */
const SCRIPT = `
  const stream = new EventSource('${ROUTES.stream}?format=delta');
  globalThis.parsed = 0;
  for (const name of ['heartbeat', 'hive', 'worker', 'lag', 'reset', 'delta'])
    stream.addEventListener(name, ({ data }) => { JSON.parse(data); globalThis.parsed += 1; });
`;

const PATH = '/reference.html';

/** A page of the queen's origin that parses the same stream with the browser's own means, and shows nothing. */
export function openReference(browser: Browser, url: string): Promise<PageProbe> {
  const body = `<!doctype html><title>reference</title><script type="module">${SCRIPT}</script>`;
  const serve = (page: Page) =>
    page.route(url + PATH, (route) => route.fulfill({ contentType: 'text/html', body }));
  return PageProbe.open(browser, url + PATH, serve);
}
