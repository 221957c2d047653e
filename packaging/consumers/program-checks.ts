import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../../tests/e2e/free-port.ts';
import { manifestOf } from '../packages.ts';
import { type Check, type Consumer, demand, run } from './check.ts';
import { answerOf } from './page-checks.ts';

const { version } = manifestOf('apps/rbee');

/** The program, as `npx` runs it where it is installed. */
export const programChecks = ({ folder, nodes }: Consumer): Check[] =>
  [...nodes].flatMap(([major, node]) => {
    // A home and a data folder of its own: the machine may have a queen already.
    const home = join(folder, `home-${major}`);
    mkdirSync(home);
    const PATH = `${dirname(node)}:${process.env['PATH']}`;
    const env = { PATH, HOME: home, XDG_STATE_HOME: home, NODE_NO_WARNINGS: '1' };
    return [
      {
        name: `rbee --version on Node ${major} is that of the packages`,
        run: async () => demand(await run('npx', ['rbee', '--version'], { cwd: folder, env }), version),
      },
      {
        name: `rbee up on Node ${major} serves the page, and its hive reports`,
        run: () => up(folder, env),
      },
    ];
  });

async function up(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const port = await freePort();
  const command = ['rbee', 'up', '--port', `${port}`];
  const stdio: ('ignore' | 'pipe')[] = ['ignore', 'pipe', 'pipe'];
  // In a process group of its own, which gets the signal as a whole, as from Ctrl-C in a terminal.
  const program = spawn('npx', command, { cwd: folder, env, stdio, detached: true });
  let output = '';
  for (const stream of [program.stdout, program.stderr]) {
    stream?.on('data', (bytes) => {
      output += bytes;
    });
  }
  try {
    const base = `http://127.0.0.1:${port}`;
    const page = await answerOf(`${base}/`, program);
    demand(page.headers.get('content-type') ?? '', 'text/html');
    const [, script = ''] = /src="\.(\/assets\/[^"]+\.js)"/.exec(await page.text()) ?? [];
    demand((await fetch(base + script)).headers.get('content-type') ?? '', 'javascript');
    const hives = await reported(`${base}/v1/hives`);
    demand(hives, `"version":"${version}"`);
    demand(await reported(`${base}/v1/workers`), '"origin":"sample"');
    demand(await (await fetch(`${base}/v1/info`)).text(), `"version":"${version}"`);
    demand(await (await fetch(`${base}/v1/history`)).text(), '"state":"recording"');
  } catch (error) {
    throw new Error(`${error}\n${output}`);
  } finally {
    process.kill(-(program.pid ?? Number.NaN), 'SIGINT');
    // Closed only when every process has ended that could write to it.
    await new Promise((resolve) => program.once('close', resolve));
  }
}

/** A list of the queen as text, when it has something. */
async function reported(url: string): Promise<string> {
  for (let left = 150; left > 0; left -= 1) {
    const text = await (await fetch(url)).text();
    if (!text.includes('"items":[]')) return text;
    await setTimeout(200);
  }
  throw new Error(`${url} stays empty.`);
}
