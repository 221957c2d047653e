import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { systemClock } from '@rbee/hive';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createFakeMachine, type FakeMachine } from '../../../packages/monitor/testing/index.ts';
import { type Program, rbee } from './testing/real-program.ts';
import { workersNow } from './workers-now.ts';

const SLOW = { timeout: 60_000 };

let machine: FakeMachine;
let program: Program | undefined;
beforeEach(() => {
  machine = createFakeMachine();
  for (const pid of [70, 71])
    machine.process({ pid, argv: ['llama-server', '--port', `${pid}`, '-m', 'a.gguf'] });
});
afterEach(() => {
  program?.process.kill('SIGKILL');
  program = undefined;
  machine.remove();
});

/** Makes a file of /proc block whoever reads it; the returned function ends that. */
function block(path: string): () => void {
  const pipe = `${machine.procRoot}/${path}`;
  rmSync(pipe, { force: true });
  execFileSync('mkfifo', [pipe]);
  return () => closeSync(openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK));
}

const edges = (stop = new AbortController().signal) => {
  const said: string[] = [];
  const say = (sentence: string) => void said.push(sentence);
  return { said, version: '1', platform: process.platform, clock: systemClock, stop, say };
};

const until = (program: Program, text: string) =>
  vi.waitUntil(() => (program.output.out + program.output.err).includes(text), {
    timeout: 50_000,
    interval: 50,
  });

const onLinux = test.runIf(process.platform === 'linux');

onLinux('the workers of a machine are found although a file blocks, and it is said which', SLOW, async () => {
  const free = block('71/cmdline');
  const { procRoot } = machine;
  const around = edges();
  const { workers, isBlocked } = await workersNow({ procRoot }, around);
  free();
  expect(workers?.map((it) => it.instance)).toEqual(['70']);
  expect(isBlocked).toBe(true);
  expect(around.said).toEqual([
    `rbee: Reading ${procRoot}/71/cmdline does not end; samples go on without it.`,
  ]);
});

onLinux('a stop ends the search for workers', SLOW, async () => {
  const free = block('meminfo');
  const stop = new AbortController();
  const found = workersNow({ procRoot: machine.procRoot }, edges(stop.signal));
  stop.abort();
  expect((await found).workers).toBeNull();
  free();
});

onLinux('rbee up starts although a file blocks, and ends with 0 on SIGTERM', SLOW, async () => {
  block('71/cmdline');
  const args = ['up', '--no-config', '--port', '0', '--no-samples', '--proc-root', machine.procRoot];
  program = rbee(args, { TMPDIR: process.env['TMPDIR'] ?? '/tmp' });
  await until(program, 'Inference servers on this machine: llm/70 (a).');
  expect(program.output.err).toContain('71/cmdline does not end');
  program.process.kill('SIGTERM');
  expect(await program.exited).toBe(0);
});

onLinux('rbee up ends at once although a file blocks if its queen cannot start', SLOW, async () => {
  block('71/cmdline');
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  program = rbee(['up', '--no-config', '--port', `${port}`, '--proc-root', machine.procRoot]);
  expect(await program.exited).toBe(2);
  expect(program.output.err).toContain('is in use');
});

onLinux('rbee doctor names a file that blocks, and what else it found', SLOW, async () => {
  block('71/cmdline');
  program = doctor('--json');
  expect(await program.exited).toBe(0);
  const { findings } = JSON.parse(program.output.out) as { findings: { id: string; detail: string }[] };
  const detail = (id: string) => findings.find((it) => it.id === id)?.detail;
  expect(detail('blocked')).toContain('71/cmdline does not end');
  expect(detail('workers')).toContain('Found 1: 1 by the command line');
});

onLinux('rbee doctor ends on SIGTERM while files block', SLOW, async () => {
  for (const name of ['stat', 'meminfo', 'loadavg', '70/cmdline']) block(name);
  program = doctor();
  await until(program, 'does not end');
  program.process.kill('SIGTERM');
  expect(await program.exited).toBe(1);
  expect(program.output.err).toContain('rbee doctor: stopped before everything was checked.\n');
  expect(program.output.out).toBe('');
});

const doctor = (...more: string[]) =>
  rbee([
    'doctor',
    '--no-config',
    '--queen-url',
    'http://127.0.0.1:9',
    '--proc-root',
    machine.procRoot,
    ...more,
  ]);
