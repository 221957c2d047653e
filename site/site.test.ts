import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROUTES, SSE_EVENTS } from '@rbee/contract';
import MiniSearch from 'minisearch';
import { describe, expect, test } from 'vitest';
import { fileSettings } from '../apps/rbee/src/settings/index.ts';
import { addressOf } from './address.ts';
import { brokenLinks, foreignRequests } from './check-links.ts';
import { DIST } from './files.ts';
import { ENTRIES } from './navigation.ts';
import { SEARCH_OPTIONS } from './search-options.ts';

const read = (address: string): string => readFileSync(join(DIST, address), 'utf8');

const files = () =>
  readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(DIST.length + 1))
    .map((address) => ({ address, text: address.endsWith('.html') ? read(address) : '' }));

test('every link of every page leads to a page, an anchor or a file', () => {
  expect(brokenLinks(files())).toEqual([]);
});

test('no page loads anything from another host', () => {
  expect(foreignRequests(files())).toEqual([]);
});

test.each(ENTRIES)('the page $title of the navigation exists, with one heading at its top', ({ source }) => {
  expect(read(addressOf(source)).match(/<h1/g)).toHaveLength(1);
});

describe('pages that are made of the program', () => {
  test('the options have every setting of the config file, with its flag, variable and key', () => {
    const page = read('options.html');
    const settings = fileSettings({ hostname: 'a', terminal: false, dataFolder: 'b' });
    const names = [...settings.values()].flatMap(({ flag, variable, key }) => [
      flag.split(' ')[0],
      variable,
      key,
    ]);
    expect(settings.size).toBeGreaterThan(30);
    expect(names.filter((name) => name !== undefined && !page.includes(name))).toEqual([]);
  });

  test('the HTTP reference has every route and every kind of event', () => {
    const page = read('http.html');
    const { docs, openapi, ...routes } = ROUTES;
    const paths = Object.values(routes).map((path) => path.replace(/:(\w+)/g, '{$1}'));
    expect(paths.filter((path) => !page.includes(` ${path}</h3>`))).toEqual([]);
    expect(Object.values(SSE_EVENTS).filter((name) => !page.includes(`event: ${name}`))).toEqual([]);
    expect(page).toContain(docs);
    expect(page).toContain(openapi);
  });

  test('the metrics are those that the documents and the alerts name, with their labels', () => {
    const page = read('metrics.html');
    const documented = readFileSync(new URL('../docs/operating.md', import.meta.url), 'utf8');
    const names = documented.match(/(?<=^\| `)rbee_\w+/gm) ?? [];
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => !page.includes(`<code>${name}</code>`))).toEqual([]);
    const row = /<td><code>rbee_worker_cpu_ratio<\/code><\/td>\s*<td>gauge<\/td>\s*<td>(.*)<\/td>/.exec(page);
    expect(row?.[1]).toMatch(/hive_id.*group.*instance/);
  });
});

test.each([
  ['--queen-url', 'options.html#rbee-hive'],
  ['rbee_gpu_health', 'metrics.html#gpus'],
  ['worker not listed', 'troubleshooting.html#my-worker-is-not-listed'],
  ['nginx nothing moves', 'troubleshooting.html#behind-nginx-nothing-moves'],
])('the search for "%s" finds %s', (query, id) => {
  const json: unknown = JSON.parse(read('assets/search-index.js').replace(/^[^"]*|;\n$/g, ''));
  const index = MiniSearch.loadJSON(String(json), SEARCH_OPTIONS);
  expect(index.search(query, { prefix: true, combineWith: 'AND' }).map((it) => it.id)).toContain(id);
});
