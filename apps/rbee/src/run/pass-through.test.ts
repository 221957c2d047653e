import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { PASSED } from './signals.ts';
import { endRuns, rbeeRun } from './testing/rbee-run.ts';

const SLOW = 60_000;
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const GROUP = `rbee-pass-${process.pid}`;
const run = (instance: string, ...command: string[]) =>
  rbeeRun(['--group', GROUP, '--instance', instance, '--', ...command]);

afterEach(endRuns);

test('the command has the standard input and output of rbee run', { timeout: SLOW }, async () => {
  const its = run('stdio', 'sh', '-c', 'cat; echo oh >&2');
  its.process.stdin?.end('größe\n');
  expect(await its.ended).toEqual({ code: 0, signal: null });
  expect(its.output.out).toBe('größe\n');
  expect(its.output.err).toContain('oh\n');
});

test('every signal that is passed on reaches the command once', { timeout: SLOW }, async () => {
  const passed = PASSED.filter((it) => !['SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGCONT'].includes(it));
  const script = `
    for (const signal of ${JSON.stringify(passed)}) process.on(signal, () => process.stdout.write(signal + ' '));
    process.stdin.on('end', () => process.exit(9)).resume();
    process.stdout.write('up ');`;
  const its = run('signals', process.execPath, '-e', script);
  await its.printed('up ');
  for (const signal of passed) {
    its.process.kill(signal);
    await its.printed(`${signal} `);
  }
  its.process.stdin?.end();
  expect(await its.ended).toEqual({ code: 9, signal: null });
  expect(its.output.out).toBe(`up ${passed.join(' ')} `);
});

test('rbee run ends when a signal that it passed on ends the command', { timeout: SLOW }, async () => {
  const its = run('alarm', 'sh', '-c', 'echo up; exec sleep 300');
  await its.printed('up');
  its.process.kill('SIGALRM');
  expect(await its.ended).toEqual({ code: 142, signal: null });
});

test.each([
  ['SIGTERM', { code: null, signal: 'SIGTERM' }],
  ['SIGKILL', { code: null, signal: 'SIGKILL' }],
  ['SIGUSR1', { code: 138, signal: null }],
])('rbee run ends with %s if that ended the command', { timeout: SLOW }, async (signal, ended) => {
  expect(await run(`by-${signal}`, 'sh', '-c', `kill -${signal.slice(3)} $$`).ended).toEqual(ended);
});

test.each([
  [['rbee-no-such-command'], 127, 'rbee run: rbee-no-such-command was not found.\n'],
  [['/etc/passwd'], 126, 'rbee run: /etc/passwd is not executable.\n'],
  [['/'], 126, 'rbee run: / is not executable.\n'],
])('%j cannot be run', { timeout: SLOW }, async (command, code, sentence) => {
  const its = run('missing', ...command);
  expect(await its.ended).toEqual({ code, signal: null });
  expect(its.output).toEqual({ out: '', err: sentence });
});

test.runIf(existsSync('/usr/bin/script'))(
  'on a terminal the command gets the terminal, and Ctrl-C once',
  { timeout: SLOW },
  () => {
    const script =
      'trap "echo heard; exit 9" INT; test -t 0 && test -t 1 && (: < /dev/tty) && echo terminal; kill -INT 0; wait';
    // exec: a shell in between might end on Ctrl-C itself.
    const line = `exec "${process.execPath}" "${MAIN}" run --group ${GROUP} --instance tty -- sh -c '${script}'`;
    const { stdout, status } = spawnSync('/usr/bin/script', ['-qec', line, '/dev/null'], {
      encoding: 'utf8',
      env: { ...process.env, SHELL: '/bin/sh' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(stdout.replaceAll('\r', '').replaceAll('^C', '')).toBe('terminal\nheard\n');
    expect(status).toBe(9);
  },
);
