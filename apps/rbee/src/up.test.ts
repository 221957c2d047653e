import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { type Program, rbee } from './testing/real-program.ts';

const SLOW = 90_000;
let up: Program;

afterEach(() => {
  up.process.kill('SIGKILL');
});

const until = <T>(condition: () => Promise<T> | T) =>
  vi.waitUntil(condition, { timeout: 60_000, interval: 50 });

/** Starts `rbee up` on a free port and waits until it is running. */
async function startUp(...more: string[]): Promise<string> {
  up = rbee(['up', '--port', '0', '--hive-id', 'up-test', ...more], {
    TMPDIR: process.env['TMPDIR'] ?? '/tmp',
  });
  await until(() => up.output.out.includes('Ctrl-C to stop'));
  return /http:\/\/localhost:\d+/.exec(up.output.out)?.[0] ?? '';
}

interface WorkerLine {
  readonly group: string;
  readonly model: string | null;
  readonly pid: number;
  readonly instance: string;
  readonly unknown?: Record<string, string>;
}

async function workersAt(address: string, token?: string): Promise<readonly WorkerLine[]> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${address}/v1/workers`, { headers });
  return response.ok ? ((await response.json()) as { items: WorkerLine[] }).items : [];
}

/** The child processes of a process. */
const childrenOf = (pid: number | undefined): readonly number[] =>
  execFileSync('ps', ['-A', '-o', 'ppid=,pid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([parent, child]) => (parent === pid && child !== undefined ? [child] : []));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.runIf(process.platform === 'linux')(
  'up starts a queen, a hive and sample workers, and ends all of them on Ctrl-C',
  { timeout: SLOW },
  async () => {
    const address = await startUp();
    const children = childrenOf(up.process.pid);
    const samples = up.output.out.includes('sample workers') ? ['bee-bigram', 'bee-fourgram'] : [];
    expect(children).toHaveLength(2 + samples.length);
    const measured = await until(async () => {
      const all = await workersAt(address);
      const own = all.filter(({ pid }) => children.includes(pid));
      const known = own.every(({ unknown }) => unknown?.['cpu_pct'] === undefined);
      return all.length > 0 && own.length === samples.length && known && own;
    });
    expect(measured.map(({ model }) => model).sort()).toEqual(samples);
    for (const { instance } of measured) {
      const health = await fetch(`http://127.0.0.1:${instance}/health`);
      expect(await health.json()).toEqual({ status: 'ok' });
    }
    // A terminal sends Ctrl-C to parent and children alike.
    for (const pid of [...children, up.process.pid ?? 0]) process.kill(pid, 'SIGINT');
    expect(await up.exited).toBe(0);
    expect(children.filter(isAlive)).toEqual([]);
    const unexpected = up.output.err.split('\n').filter((it) => it !== '' && !it.includes('may open only'));
    expect(unexpected).toEqual([]);
  },
);

test.runIf(process.platform === 'linux')(
  'children do not outlive an up that was killed',
  { timeout: SLOW },
  async () => {
    await startUp();
    const children = await until(() => {
      const all = childrenOf(up.process.pid);
      return all.length >= 2 && all;
    });
    up.process.kill('SIGKILL');
    await until(() => !children.some(isAlive));
  },
);

test.runIf(process.platform === 'linux')(
  '[A3] with access control the hive of up has a token, and watches for the pattern that up was given',
  { timeout: SLOW },
  async () => {
    const name = `rbee-watched-${process.pid}`;
    const data = mkdtempSync(join(tmpdir(), 'rbee-up-'));
    onTestFinished(() => rmSync(data, { recursive: true, force: true }));
    const watched = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', name], { stdio: 'ignore' });
    try {
      const pattern = `embed=${name.replace(/\d+$/, '\\d+')}$`;
      const address = await startUp('--no-samples', '--watch', pattern, '--access-control', '--data', data);
      expect(up.output.out).toContain(`the address for that is in ${join(data, 'setup-address')}`);
      expect((await fetch(`${address}/v1/workers`)).status).toBe(401);
      const made = rbee(['token', 'create', '--name', 'test', '--scope', 'read', '--data', data]);
      expect(await made.exited).toBe(0);
      const worker = await until(async () =>
        (await workersAt(address, made.output.out.trim())).find(({ pid }) => pid === watched.pid),
      );
      expect(worker).toMatchObject({ group: 'embed' });
    } finally {
      watched.kill('SIGKILL');
    }
  },
);
