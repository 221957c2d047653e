import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBrowser } from '../../tests/e2e/browser.ts';
import { type Check, type Consumer, demand, run } from './check.ts';
import { environment, withFleet } from './program-checks.ts';
import { withServer } from './server.ts';

/** The packages of pages in the builds that people use. */
export const pageChecks = (consumer: Consumer): Check[] => [
  {
    name: 'Vite builds a page with the parts, the shared worker and charts in a chunk of their own',
    run: () => viteBuild(consumer.folder),
  },
  {
    name: 'two tabs of what Vite built show the fleet and its charts over one stream',
    run: async () => {
      await viteBuild(consumer.folder);
      await inBrowser(consumer, ['preview', 'vite']);
    },
  },
  {
    name: "two tabs of Vite's development server show the fleet and its charts",
    run: () => inBrowser(consumer, ['dev', 'vite']),
  },
  { name: 'Next renders the parts on its server', run: () => next(consumer.folder) },
];

/** How long a part of a page may take to come, milliseconds. */
const MAX_MS = 120_000;

const viteOf = (folder: string): string => join(folder, 'node_modules', 'vite', 'bin', 'vite.js');

async function viteBuild(folder: string): Promise<void> {
  await run(process.execPath, [viteOf(folder), 'build', 'vite'], { cwd: folder });
  const scripts = globSync('vite/dist/assets/*.js', { cwd: folder });
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  demand(scripts.join('\n'), /worker-[\w-]+\.js/);
  const entry = scripts.find((path) => path.includes('index-')) ?? '';
  demand(read(entry), 'SharedWorker');
  if (read(entry).includes('u-cursor-x')) throw new Error('The code that draws charts is loaded at once.');
  demand(scripts.map(read).join('\n'), 'u-cursor-x');
  demand(globSync('vite/dist/assets/*.css', { cwd: folder }).map(read).join('\n'), '--rbee-accent');
}

async function inBrowser({ folder, nodes }: Consumer, [command = '', root = '']: string[]): Promise<void> {
  const args = (port: number) => [viteOf(folder), command, root, '--host', '127.0.0.1', '--port', `${port}`];
  const env = environment(folder, [...nodes.values()].at(-1) ?? '');
  await withServer(args, { cwd: folder }, (base) =>
    withFleet({ folder, env, flags: ['--allow-origin', base] }, (queen) => twoTabs(base, queen)),
  );
}

/** Two tabs of one browser, which share the connection to the queen. */
async function twoTabs(base: string, queen: string): Promise<void> {
  const browser = await startBrowser();
  try {
    const context = await browser.newContext();
    const errors: string[] = [];
    context.on('weberror', (error) => errors.push(error.error().message));
    const tabs = [await context.newPage(), await context.newPage()];
    for (const tab of tabs) {
      await tab.goto(`${base}/?queen=${queen}`);
      // A row of an example worker, and a chart of the hive, which is opened first.
      await tab.locator('.rbee-monitor tbody tr').first().waitFor({ timeout: MAX_MS });
      await tab.locator('.rbee-history-toggle').first().click({ timeout: MAX_MS });
      await tab.locator('.u-over').first().waitFor({ timeout: MAX_MS });
    }
    demand(await (await fetch(`${queen}/metrics`)).text(), /^rbee_stream_watchers 1$/m);
    if (errors.length > 0) throw new Error(errors.join('\n'));
  } finally {
    await browser.close();
  }
}

async function next(folder: string): Promise<void> {
  const app = join(folder, 'next');
  writeFileSync(join(app, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const program = join(folder, 'node_modules', 'next', 'dist', 'bin', 'next');
  const options = { cwd: folder, env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' } };
  await run(process.execPath, [program, 'build', app], options);
  await withServer(
    (port) => [program, 'start', app, '--port', `${port}`],
    options,
    async (base) => {
      const html = await (await fetch(`${base}/`)).text();
      demand(html, 'Connecting to the queen');
      demand(html, 'Waiting for a heartbeat');
    },
  );
}
