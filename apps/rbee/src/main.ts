#!/usr/bin/env node
/**
 * The one program: `rbee up`, `queen`, `hive` and all other commands. Only this file touches the environment, signals and
 * the exit; everything else gets them as arguments. Each command loads only the modules that it needs, which keeps the memory
 * of a hive small.
 */
import { once } from 'node:events';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@rbee/hive';
import { whenNpmEnds } from '../bin/starter.mjs';
import type { AccessLine } from './access/index.ts';
import { type CommandLine, FROM_PARENT, parseCommandLine } from './command-line/index.ts';
import type { Asking, Credential } from './credential/index.ts';
import { dataFolderOf, homeFolder } from './data-folder.ts';
import { firstLine } from './first-line.ts';
import { LineWriter, standardError } from './line-writer.ts';
import type { Outcome } from './outcome.ts';
import type { ProcessEdges } from './process-edges.ts';
import { trustCertificates } from './queen-ca.ts';
import { readText } from './read-text.ts';
import { endBy, sendSignal } from './send-signal.ts';
import { hiveIdOf } from './settings/index.ts';
import { answerTokenQuestions } from './token-question.ts';
import { version } from './version.ts';
import type { WorkersNow } from './workers-now.ts';

/** Within this time after the first signal, further ones are the same Ctrl-C, passed on by a parent process. */
const SAME_SIGNAL_MS = 500;

const stop = new AbortController();
const force = new AbortController();
const hasParent = process.send !== undefined;
const onTerminal = process.stderr.isTTY === true;
const allowsColor = !process.env['NO_COLOR'];

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => {}); // the disk is full, or the reader of the output has ended; keep running
}
const lines = new LineWriter(standardError());

if (hasParent) {
  // A terminal sends Ctrl-C to parent and children alike. The parent decides whether its children end.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
  process.on('SIGTERM', () => stop.abort());
  process.on('disconnect', () => stop.abort());
}

const edges: ProcessEdges = {
  version,
  environment: process.env,
  platform: process.platform,
  fetch,
  clock: systemClock,
  random: Math.random,
  stop: stop.signal,
  force: force.signal,
  print: (line) => process.stdout.write(`${line}\n`),
  say: (sentence) => lines.write(`${sentence}\n`),
  onReady: (queen) => {
    if (process.connected) process.send?.({ type: 'ready', ...queen });
    else if (hasParent) stop.abort();
    else if (process.env['NOTIFY_SOCKET']) void inService();
  },
};

// Until the files of the command line are read, signals end the process at once: a file can be on a file system that
// never answers.
const commandLine = await readCommandLine();
if (!hasParent) listenForSignals();
// SIGTERM reaches the command in every case, so a worker of `rbee run` too.
whenNpmEnds(() => stop.signal.aborted || process.kill(process.pid, 'SIGTERM'));
const { code, signal, sentence, isBlocked } = await run(commandLine);
if (sentence) edges.say(sentence);
if (signal && ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGKILL'].includes(signal)) await endBy(signal);
if (isBlocked) endWhileBlocked(code);
process.exit(code);

/** Tells systemd, which waits for it. */
async function inService(): Promise<void> {
  const { bySystemdNotify, tellSystemd } = await import('./service.ts');
  tellSystemd({ ...edges, pid: process.pid, notify: bySystemdNotify });
}

function listenForSignals(): void {
  let firstMs: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      firstMs ??= performance.now();
      stop.abort();
      if (performance.now() - firstMs > SAME_SIGNAL_MS) force.abort();
    });
  }
}

/**
 * Ends with a status although a thread is blocked in the kernel, for which an exit of Node would wait: another program,
 * which ends at once, takes the place of this one, and the kernel ends all threads (execve(2)).
 */
function endWhileBlocked(status: number): void {
  const { execPath, env } = process;
  if (process.platform === 'win32') process.abort();
  process.execve?.(execPath, [execPath, '-e', `process.exit(${status})`], { ...env, NODE_OPTIONS: '' });
}

/** Reads the arguments, or what the parent process sends if that is `rbee up`. */
async function readCommandLine(): Promise<CommandLine> {
  const args = process.argv.slice(2);
  if (!hasParent || args[1] !== FROM_PARENT) {
    const { platform, env: environment } = process;
    const owner = { platform, environment, home: homeFolder(), isRoot: process.getuid?.() === 0 };
    const machine = { hostname: hostname(), terminal: onTerminal, dataFolder: dataFolderOf(owner) };
    const userId = process.getuid?.() ?? 0;
    return withoutKeys(
      parseCommandLine(args, { environment: process.env, machine, version, userId, readText }),
    );
  }
  const [line] = await once(process, 'message', { signal: stop.signal }).catch(() => process.exit(0));
  return line;
}

/** Removes the keys of engines and the code of an invite from the environment, so that no program that this one starts gets them. */
function withoutKeys(line: CommandLine): CommandLine {
  const isHive = line.kind === 'hive' || line.kind === 'up';
  for (const { variable } of (isHive && line.settings.engineKeyVariables) || []) delete process.env[variable];
  delete process.env['HIVE_JOIN'];
  return line;
}

async function run(line: CommandLine): Promise<Outcome> {
  if ('trusted' in line && line.trusted) trustCertificates(line.trusted);
  switch (line.kind) {
    case 'show':
      process.stdout.write(line.text);
      return { code: 0 };
    case 'wrong':
      return { code: 2, sentence: line.sentence };
    case 'queen':
      return untilForced(queen(line));
    case 'hive':
      return hive(line);
    case 'up':
      return up(line);
    case 'run':
      return worker(line);
    case 'top':
      return top(line);
    case 'status':
      return status(line);
    case 'completion': {
      const { completionScript } = await import('./completion/index.ts');
      process.stdout.write(completionScript(line.shell));
      return { code: 0 };
    }
    case 'simulate': {
      const { runSimulate } = await import('./simulate/index.ts');
      return untilForced(runSimulate(line.settings, edges));
    }
    case 'history info':
    case 'history export':
    case 'history prune':
      return history(line);
    case 'invite':
    case 'token create':
    case 'token list':
    case 'token revoke':
    case 'admin reset':
      return accessCommand(line);
    case 'doctor':
      return doctor(line);
  }
}

/** Ends without waiting any longer when it is asked to a second time. */
function untilForced(outcome: Promise<Outcome>): Promise<Outcome> {
  const forced = once(force.signal, 'abort').then((): Outcome => ({ code: 1 }));
  return Promise.race([outcome, forced]);
}

type Line<K extends CommandLine['kind']> = Extract<CommandLine, { kind: K }>;

/** Says which config file counts, as the settings of a start depend on the working directory. */
function sayConfig({ configPath }: { readonly configPath?: string }, say: (sentence: string) => void): void {
  if (configPath !== undefined) say(`The config file ${resolve(configPath)} is used.`);
}

async function queen({ settings, ...line }: Line<'queen'>): Promise<Outcome> {
  const { runQueen } = await import('./run-queen.ts');
  const { createLogger } = await import('./log.ts');
  const log = await createLogger('queen', settings, onTerminal && allowsColor, lines);
  sayConfig(line, (sentence) => log.info(sentence));
  const { findPage } = await import('./page-folder.ts');
  const { openHistory } = await import('@rbee/history');
  return runQueen(settings, {
    ...edges,
    log,
    logLinesLost: () => lines.lost,
    pageFolder: findPage(),
    openHistory,
    openAccess: async (options) => (await import('@rbee/access')).openAccess(options),
    hostname: hostname(),
    tellPerson: onTerminal && !hasParent ? edges.say : undefined,
    // Of a terminal that closes, SIGHUP means the end; whoever sends it to a service wants its files to be read again.
    onReloadable: (reload) => onTerminal || process.removeAllListeners('SIGHUP').on('SIGHUP', reload),
    onTokenAsked: (give) => answerTokenQuestions(process, give),
  });
}

async function hive({ settings, keys = [], token, ...line }: Line<'hive'>): Promise<Outcome> {
  const { runHive } = await import('./run-hive.ts');
  const { createLogger } = await import('./log.ts');
  const log = await createLogger('hive', settings, onTerminal && allowsColor, lines);
  sayConfig(line, (sentence) => log.info(sentence));
  const { ownHeap } = await import('./heap-limiter.ts');
  return runHive(settings, {
    ...edges,
    log,
    heap: ownHeap(),
    keys,
    token,
    readText,
    readLine: () => firstLine(process.stdin),
    defaultHiveId: hiveIdOf(hostname()),
  });
}

async function up({ settings, keys, ...line }: Line<'up'>): Promise<Outcome> {
  sayConfig(line, edges.say);
  const { runUp, startChild } = await import('./up/index.ts');
  const { workersNow } = await import('./workers-now.ts');
  const ended = new AbortController();
  let found: Promise<WorkersNow> | undefined;
  const programs = {
    rbee: fileURLToPath(new URL('../bin/rbee.mjs', import.meta.url)),
    sampleWorker: fileURLToPath(import.meta.resolve('@rbee/sample-worker/program')),
  };
  const outcome = await runUp(settings, {
    ...edges,
    keys,
    isTerminal: process.stdout.isTTY === true,
    programs,
    startChild,
    workersNow: async () => {
      found = workersNow(settings, { ...edges, stop: AbortSignal.any([stop.signal, ended.signal]) });
      return (await found).workers;
    },
  });
  ended.abort(); // a queen that cannot start ends before the workers are found
  return { ...outcome, isBlocked: (await found)?.isBlocked === true };
}

async function worker({ settings, command }: Line<'run'>): Promise<Outcome> {
  const { runWorker } = await import('./run/index.ts');
  let isBlocked = false;
  const outcome = await runWorker(settings, command, {
    ...edges,
    uid: process.getuid?.() ?? 0,
    cwd: process.cwd(),
    cgroupRoot: '/sys/fs/cgroup',
    systemdMark: '/run/systemd/system',
    ownCgroups: () => {
      const read = readText('/proc/self/cgroup', 'named');
      return read.ok ? read.text : '';
    },
    onTerminal: [0, 1, 2].some((fd) => isatty(fd)),
    onSignal: (signals, listener) => {
      for (const name of signals) process.on(name, () => listener(name));
    },
    kill: sendSignal,
    pidOf: async (group, instance) => {
      const { workersNow } = await import('./workers-now.ts');
      const found = await workersNow({}, edges);
      isBlocked = found.isBlocked;
      return found.workers?.find((it) => it.group === group && it.instance === instance)?.pid;
    },
  });
  return { ...outcome, isBlocked };
}

/** Finds out what a command shows the queen. */
async function credential(asking: Asking): Promise<Credential> {
  const { credentialFor, systemFiles } = await import('./credential/index.ts');
  return credentialFor(asking, { ...edges, ...systemFiles, hostname: hostname() });
}

async function top({ settings }: Line<'top'>): Promise<Outcome> {
  const { outputOf, runTop } = await import('./top/index.ts');
  const { stdin, stdout, env } = process;
  return runTop(settings, {
    ...edges,
    ...outputOf(stdin, stdout, env, allowsColor),
    credential,
    suspend: async () => {
      const goesOn = once(process, 'SIGCONT');
      process.kill(process.pid, 'SIGTSTP');
      await goesOn;
    },
  });
}

async function status({ settings }: Line<'status'>): Promise<Outcome> {
  const { programsHere, runStatus } = await import('./status/index.ts');
  const { workersNow } = await import('./workers-now.ts');
  return runStatus(settings, {
    ...edges,
    credential,
    hostname: hostname(),
    programs: () => programsHere('/proc', process.pid),
    workersNow: () => workersNow({}, edges),
  });
}

async function history(line: Line<'history info' | 'history export' | 'history prune'>): Promise<Outcome> {
  sayConfig(line, edges.say);
  const { runHistory } = await import('./history/index.ts');
  return runHistory(line, {
    ...edges,
    now: Date.now(),
    output: process.stdout,
    isTerminal: process.stdout.isTTY === true,
  });
}

async function accessCommand(line: AccessLine): Promise<Outcome> {
  sayConfig(line, edges.say);
  const { runAccessCommand } = await import('./access/index.ts');
  const { systemFiles } = await import('./credential/index.ts');
  return runAccessCommand(line, { ...edges, ...systemFiles });
}

async function doctor({ settings, config }: Line<'doctor'>): Promise<Outcome> {
  const { runDoctor } = await import('./run-doctor.ts');
  const color = process.stdout.isTTY === true && allowsColor;
  const cpuMs = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  };
  return runDoctor(settings, {
    ...{ ...edges, config, color, cpuMs, readText },
    node: process.version,
    defaultHiveId: hiveIdOf(hostname()),
  });
}
