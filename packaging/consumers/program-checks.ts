import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../../tests/e2e/free-port.ts';
import { manifestOf } from '../packages.ts';
import { type Check, type Consumer, demand, run } from './check.ts';
import { answerOf } from './server.ts';

const { version } = manifestOf('apps/rbee');

/** The program, as `npx` runs it where it is installed. */
export const programChecks = ({ folder, nodes }: Consumer): Check[] =>
  [...nodes].flatMap(([major, node]) => {
    const env = environment(folder, node);
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

/** Another Node, and a home of its own: the machine may have a queen already. */
export function environment(folder: string, node: string): NodeJS.ProcessEnv {
  const home = mkdtempSync(join(folder, 'home-'));
  const PATH = `${dirname(node)}:${process.env['PATH']}`;
  return { PATH, HOME: home, QUEEN_DATA: home, NODE_NO_WARNINGS: '1' };
}

async function up(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  await withFleet({ folder, env }, async (base) => {
    const page = await (await fetch(`${base}/`)).text();
    const [, script = ''] = /src="\.(\/assets\/[^"]+\.js)"/.exec(page) ?? [];
    demand((await fetch(base + script)).headers.get('content-type') ?? '', 'javascript');
    demand(await reported(`${base}/v1/hives`), `"version":"${version}"`);
    demand(await reported(`${base}/v1/workers`), '"origin":"sample"');
    demand(await (await fetch(`${base}/v1/info`)).text(), `"version":"${version}"`);
    demand(await (await fetch(`${base}/v1/history`)).text(), '"state":"recording"');
  });
}

interface Fleet {
  /** Where the packages are installed. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly flags?: readonly string[];
}

/** Runs `npx rbee up` while a function uses its queen, whose address it gets. */
export async function withFleet<T>(fleet: Fleet, use: (base: string) => Promise<T>): Promise<T> {
  const { folder, env, flags = [] } = fleet;
  const port = await freePort();
  // In a process group of its own, which gets the signal as a whole, as from Ctrl-C in a terminal.
  const program = spawn('npx', ['rbee', 'up', '--port', `${port}`, ...flags], {
    ...{ cwd: folder, env, detached: true },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [program.stdout, program.stderr]) {
    stream.on('data', (bytes) => {
      output += bytes;
    });
  }
  try {
    const base = `http://127.0.0.1:${port}`;
    demand((await answerOf(`${base}/`, program)).headers.get('content-type') ?? '', 'text/html');
    return await use(base);
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
