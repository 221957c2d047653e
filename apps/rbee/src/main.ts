#!/usr/bin/env node
/**
 * The one program: `rbee up`, `rbee queen`, `rbee hive`, `rbee run`, `rbee simulate`, `rbee doctor`. This file alone touches the
 * environment, signals and the exit; everything else is functions of their inputs. Each command loads only what it
 * needs, as a hive is to stay small.
 */
import { once } from 'node:events';
import { hostname } from 'node:os';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { getHeapStatistics } from 'node:v8';
import packageJson from '../package.json' with { type: 'json' };
import { type CommandLine, FROM_PARENT, parseCommandLine } from './command-line/index.ts';
import { readText } from './config-file.ts';
import type { Outcome } from './outcome.ts';

/** Signals this soon after the first are the same Ctrl-C, forwarded by a parent process. */
const SAME_SIGNAL_MS = 500;

const { version } = packageJson;
const stop = new AbortController();
const force = new AbortController();
const supervised = process.send !== undefined;
const terminal = process.stderr.isTTY === true;
const color = terminal && !process.env['NO_COLOR'];

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error; // the reader is gone; keep running
  });
}

let firstSignalMs: number | undefined;
function onSignal(): void {
  const now = performance.now();
  firstSignalMs ??= now;
  stop.abort();
  if (now - firstSignalMs > SAME_SIGNAL_MS) force.abort();
}

if (supervised) {
  // A terminal's Ctrl-C reaches parent and children alike: the parent decides, and its end is the end here.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
  process.on('SIGTERM', () => stop.abort());
  process.on('disconnect', () => stop.abort());
} else {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
}

const onReady = (port?: number): void => {
  if (!supervised) return;
  if (process.connected) process.send?.({ type: 'ready', port });
  else stop.abort();
};
const print = (text: string): boolean => process.stdout.write(`${text}\n`);
const say = (text: string): boolean => process.stderr.write(`${text}\n`);

const { code, signal, sentence } = await run(await commandLine());
if (sentence) say(sentence);
if (signal && ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGKILL'].includes(signal)) await endBy(signal);
process.exit(code);

/** Ends with the signal that ended the command, so that the parent process sees the same status. */
async function endBy(name: NodeJS.Signals): Promise<void> {
  process.removeAllListeners(name);
  process.kill(process.pid, name);
  await new Promise((resolve) => setTimeout(resolve, 1_000)); // a signal that is blocked here never arrives
}

/** What to do, from the parent process where that is `rbee up`, otherwise from the arguments. */
async function commandLine(): Promise<CommandLine> {
  const args = process.argv.slice(2);
  if (!supervised || args[1] !== FROM_PARENT) {
    const machine = { hostname: hostname(), terminal };
    return parseCommandLine(args, { environment: process.env, machine, version, readText });
  }
  const [line] = await once(process, 'message', { signal: stop.signal }).catch(() => process.exit(0));
  return line;
}

async function run(line: CommandLine): Promise<Outcome> {
  switch (line.kind) {
    case 'show':
      process.stdout.write(line.text);
      return { code: 0 };
    case 'wrong':
      return { code: 2, sentence: line.sentence };
    case 'queen':
      return forced(queen(line));
    case 'hive':
      return forced(hive(line));
    case 'up':
      return up(line);
    case 'run':
      return worker(line);
    case 'simulate':
      return forced(simulate(line));
    case 'doctor':
      return doctor(line);
  }
}

type Line<K extends CommandLine['kind']> = Extract<CommandLine, { kind: K }>;

async function queen({ settings }: Line<'queen'>): Promise<Outcome> {
  const { runQueen } = await import('./run-queen.ts');
  const { createLogger } = await import('./log.ts');
  return runQueen(settings, {
    ...{ version, onReady, stop: stop.signal },
    log: await createLogger('queen', settings, color),
    pageFolder: fileURLToPath(new URL('../../dashboard/dist', import.meta.url)),
  });
}

async function hive({ settings }: Line<'hive'>): Promise<Outcome> {
  const { runHive } = await import('./run-hive.ts');
  const { createLogger } = await import('./log.ts');
  return runHive(settings, {
    ...{ version, onReady, stop: stop.signal },
    log: await createLogger('hive', settings, color),
    platform: process.platform,
    heap: globalThis.gc && { used: () => getHeapStatistics().used_heap_size, collectGarbage: globalThis.gc },
  });
}

async function up({ settings }: Line<'up'>): Promise<Outcome> {
  const { runUp, startChild } = await import('./up/index.ts');
  const { systemClock } = await import('@rbee/hive');
  const { workersNow } = await import('./monitor.ts');
  return runUp(settings, {
    programs: {
      rbee: fileURLToPath(new URL('../bin/rbee.mjs', import.meta.url)),
      sampleWorker: fileURLToPath(import.meta.resolve('@rbee/sample-worker/program')),
    },
    ...{ startChild, fetch, print, say, clock: systemClock, random: Math.random },
    workersNow: () => workersNow(version, settings),
    ...{ stop: stop.signal, force: force.signal },
  });
}

async function worker({ settings, command }: Line<'run'>): Promise<Outcome> {
  const { runWorker } = await import('./run/index.ts');
  const { systemClock } = await import('@rbee/hive');
  return runWorker(settings, command, {
    ...{ platform: process.platform, uid: process.getuid?.() ?? 0, cwd: process.cwd() },
    ...{ environment: process.env, clock: systemClock, say },
    ...{ cgroupRoot: '/sys/fs/cgroup', systemdMark: '/run/systemd/system' },
    onTerminal: [0, 1, 2].some((fd) => isatty(fd)),
    onSignal: (signals, listener) => {
      for (const name of signals) process.on(name, () => listener(name));
    },
    kill: killIfThere,
    pidOf: async (group, instance) => {
      const { workersNow } = await import('./monitor.ts');
      const workers = workersNow(version, {});
      return workers.find((it) => it.group === group && it.instance === instance)?.pid;
    },
  });
}

function killIfThere(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function simulate({ settings }: Line<'simulate'>): Promise<Outcome> {
  const { runSimulate } = await import('./simulate/index.ts');
  const { systemClock } = await import('@rbee/hive');
  return runSimulate(settings, {
    ...{ version, onReady, print, stop: stop.signal },
    ...{ clock: systemClock, random: Math.random },
  });
}

async function doctor({ settings, config }: Line<'doctor'>): Promise<Outcome> {
  const { runDoctor } = await import('./run-doctor.ts');
  return runDoctor(settings, {
    ...{ version, config, print, fetch, node: process.version },
    color: process.stdout.isTTY === true && !process.env['NO_COLOR'],
    cpuMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
  });
}

/** Ends without waiting any longer when it is asked a second time. */
function forced(outcome: Promise<Outcome>): Promise<Outcome> {
  const cut = new Promise<Outcome>((resolve) => {
    force.signal.addEventListener('abort', () => resolve({ code: 1 }));
  });
  return Promise.race([outcome, cut]);
}
