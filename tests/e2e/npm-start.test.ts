import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ROOT } from '../tree.ts';
import { freePort } from './free-port.ts';

const SLOW = { timeout: 180_000 };
const PATIENT = { timeout: 60_000, interval: 100 };

/** The environment of what a test starts has this variable, and so has that of every descendant. */
const MARK = 'RBEE_TEST_MARK';
const marks: string[] = [];

afterEach(() => {
  for (const mark of marks.splice(0)) for (const pid of marked(mark)) tryKill(pid);
});

/** The processes that have that mark. */
function marked(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => read(`/proc/${pid}/environ`).includes(`${MARK}=${mark}`));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // the process has ended
  }
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** Starts a command of README.md and waits until its output contains a text. */
async function startUntil(
  command: string | readonly string[],
  words: string,
  more: Record<string, string> = {},
) {
  const mark = randomUUID();
  marks.push(mark);
  const [program = '', ...args] = typeof command === 'string' ? command.split(' ') : command;
  // Variables of an npm that runs this test say nothing about the one that is started here.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'));
  const data = mkdtempSync(join(tmpdir(), 'rbee-data-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const env = { ...Object.fromEntries(own), QUEEN_DATA: data, ...more, [MARK]: mark };
  const child = spawn(program, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const exited = once(child, 'exit');
  await vi.waitUntil(() => output.includes(words), PATIENT).catch(() => expect(output).toContain(words));
  return { child, exited, pids: () => marked(mark), output: () => output };
}

/** A shell that does not replace itself by its last command, as some do. */
function aShellThatStays(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-shell-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'shell');
  writeFileSync(path, '#!/bin/sh\n/bin/sh "$@"\nexit $?\n');
  chmodSync(path, 0o755);
  return path;
}

/**
 * Sends a signal to npm alone. A terminal sends SIGINT to all processes; alone npm gives it to its shell, which keeps it
 * until the command has ended.
 */
const signal = ({ pid = 0 }: { readonly pid?: number | undefined }, name: NodeJS.Signals): boolean =>
  process.kill(name === 'SIGINT' ? -pid : pid, name);

const RUN = 'npx rbee run --group test --instance leftover';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const;

describe.skipIf(process.platform !== 'linux')('the commands of README.md, when npm is signalled', () => {
  describe.each(['a shell that is replaced by the program', 'a shell that stays'])('with %s', (shell) => {
    test.each(SIGNALS)('npx rbee queen leaves nothing behind after %s', SLOW, async (name) => {
      const own = shell === 'a shell that stays' ? { npm_config_script_shell: aShellThatStays() } : {};
      const queen = await startUntil('npx rbee queen --port 0', 'The queen listens on', own);
      signal(queen.child, name);
      await queen.exited;
      await vi.waitUntil(() => queen.pids().length === 0, PATIENT);
      expect(queen.output()).toContain('The queen has stopped.');
    });
  });

  test.each(SIGNALS)('npm start leaves nothing behind after %s', SLOW, async (name) => {
    const up = await startUntil(`npm start -- --port ${await freePort()}`, 'rbee is running');
    expect(up.pids().length).toBeGreaterThan(3);
    signal(up.child, name);
    await up.exited;
    await vi.waitUntil(() => up.pids().length === 0, PATIENT);
  });

  test('npm start leaves nothing behind if its script is killed', SLOW, async () => {
    const up = await startUntil(`npm start -- --port ${await freePort()}`, 'rbee is running');
    const script = up.pids().find((pid) => read(`/proc/${pid}/cmdline`).includes('scripts/start.mjs'));
    process.kill(script ?? 0, 'SIGKILL');
    await vi.waitUntil(() => up.pids().length === 0, PATIENT);
  });

  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'npx rbee hive and its like leave nothing behind after %s',
    SLOW,
    async (name) => {
      const port = await freePort();
      for (const [command, words] of [
        [`npx rbee hive --queen-url http://127.0.0.1:${port}`, 'The hive'],
        [`npx rbee up --port ${port} --no-samples`, 'rbee is running'],
        [[...RUN.split(' '), '--', 'sh', '-c', 'echo started; sleep 600'], 'started'],
      ] as const) {
        const it = await startUntil(command, words);
        signal(it.child, name);
        await it.exited;
        await vi.waitUntil(() => it.pids().length === 0, PATIENT);
      }
    },
  );
});
