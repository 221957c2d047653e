import { type ChildProcess, spawn } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../../tests/e2e/free-port.ts';
import { type Check, type Consumer, demand, run } from './check.ts';

/** The packages of pages in the builds that people use. */
export const pageChecks = (consumer: Consumer): Check[] => [
  {
    name: 'Vite builds a page with the parts, the shared worker and charts in a chunk of their own',
    run: () => vite(consumer.folder),
  },
  { name: 'Next renders the parts on its server', run: () => next(consumer.folder) },
];

async function vite(folder: string): Promise<void> {
  const program = join(folder, 'node_modules', 'vite', 'bin', 'vite.js');
  await run(process.execPath, [program, 'build', 'vite'], { cwd: folder });
  const scripts = globSync('vite/dist/assets/*.js', { cwd: folder });
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  demand(scripts.join('\n'), /worker-[\w-]+\.js/);
  const entry = scripts.find((path) => path.includes('index-')) ?? '';
  demand(read(entry), 'SharedWorker');
  if (read(entry).includes('u-cursor-x')) throw new Error('The code that draws charts is loaded at once.');
  demand(scripts.map(read).join('\n'), 'u-cursor-x');
  demand(globSync('vite/dist/assets/*.css', { cwd: folder }).map(read).join('\n'), '--rbee-accent');
}

async function next(folder: string): Promise<void> {
  const app = join(folder, 'next');
  writeFileSync(join(app, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const program = join(folder, 'node_modules', 'next', 'dist', 'bin', 'next');
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  await run(process.execPath, [program, 'build', app], { cwd: folder, env });
  const port = await freePort();
  const server = spawn(process.execPath, [program, 'start', app, '--port', `${port}`], { cwd: folder, env });
  try {
    const html = await (await answerOf(`http://127.0.0.1:${port}/`, server)).text();
    demand(html, 'Connecting to the queen');
    demand(html, 'Waiting for a heartbeat');
  } finally {
    server.kill();
  }
}

/** The first answer of a server that was just started. */
export async function answerOf(url: string, server: ChildProcess): Promise<Response> {
  for (let left = 300; left > 0; left -= 1) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return answer;
    if (server.exitCode !== null) throw new Error(`It ended with status ${server.exitCode}.`);
    await setTimeout(200);
  }
  throw new Error(`${url} did not answer.`);
}
