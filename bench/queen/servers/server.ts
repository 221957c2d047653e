import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { cpuMsOf, residentMibOf } from '../../process-figures.ts';
import { ON_SERVER_CORE } from '../cores.ts';

/** A server under load, on a core of its own. */
export interface Server {
  readonly port: number;
  /** CPU time so far, all threads, milliseconds. */
  cpuMs(): number;
  /** Resident memory, MiB. */
  residentMib(): number;
  /** Tells it something, if it is one of ours. */
  tell(word: string): void;
  /** The same, and resolves with what it says to it. */
  ask(word: string): Promise<unknown>;
  end(): Promise<void>;
}

/** How long one may take to start. */
const START_MS = 20_000;

/** Starts one of ours, which sends its port once it listens. */
export async function startOurs(
  flags: readonly string[],
  program: string,
  args: readonly string[],
): Promise<Server> {
  const child = start([process.execPath, ...flags, program, ...args], 'ipc');
  const [ready] = await withinTime(once(child, 'message'), child);
  return serverOf([child], (ready as { port: number }).port);
}

/** Starts somebody else's, which listens on that port once it is ready; `pids` gives further processes of it. */
export async function startTheirs(
  command: readonly string[],
  port: number,
  pids: (main: number) => readonly number[] = () => [],
): Promise<Server> {
  const child = start(command, 'ignore');
  await withinTime(untilListening(port, child), child);
  return serverOf([child, ...pids(child.pid ?? 0)], port);
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function start(command: readonly string[], channel: 'ipc' | 'ignore'): ChildProcess {
  const [program, ...args] = [...ON_SERVER_CORE, ...command];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit', channel] });
  const endIt = (): boolean => child.kill();
  process.once('exit', endIt);
  child.once('exit', () => process.off('exit', endIt));
  return child;
}

function serverOf(parts: readonly (ChildProcess | number)[], port: number): Server {
  const children = parts.filter((it) => typeof it !== 'number');
  const pids = parts.map((it) => (typeof it === 'number' ? it : it.pid)).filter((it) => it !== undefined);
  const gone = Promise.all(children.map((it) => once(it, 'exit')));
  return {
    port,
    cpuMs: () => pids.reduce((sum, pid) => sum + cpuMsOf(pid), 0),
    residentMib: () => pids.reduce((sum, pid) => sum + residentMibOf(pid), 0),
    tell: (word) => children[0]?.send(word),
    ask: async (word) => {
      const [child] = children;
      if (!child) throw new Error('The server has no process to query.');
      const answered = once(child, 'message');
      child.send(word);
      return (await answered)[0];
    },
    end: async () => {
      for (const child of children) child.kill();
      await gone;
    },
  };
}

async function withinTime<T>(ready: Promise<T>, child: ChildProcess): Promise<T> {
  const late = new AbortController();
  const failed = Promise.race([
    once(child, 'exit', late).then(([status]) => `ended with ${status}`),
    new Promise<string>((resolve) => setTimeout(resolve, START_MS, 'does not listen').unref()),
  ]).then((what) => {
    child.kill();
    throw new Error(`${child.spawnargs.slice(ON_SERVER_CORE.length).join(' ')} ${what}.`);
  });
  failed.catch(() => {});
  try {
    return await Promise.race([ready, failed]);
  } finally {
    late.abort();
  }
}

/** Resolves once somebody listens, or the process that is to is gone. */
async function untilListening(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
