import { freePort } from '../../../tests/e2e/free-port.ts';
import { Child, cpuMsOf, residentMibOf } from '../../child.ts';
import { ON_SERVER_CORE } from '../cores.ts';

/** A server under load, on a core of its own. */
export interface Server {
  readonly port: number;
  /** CPU time of all its threads so far, milliseconds. */
  cpuMs(): number;
  /** Resident memory, MiB. */
  residentMib(): number;
  /** Sends it a message; only for servers of this project. */
  tell(word: string): void;
  /** Sends it a message and resolves with the answer. */
  ask(word: string): Promise<unknown>;
  end(): Promise<void>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
}

/** A server that takes longer to start is killed. */
const START_MS = 20_000;

/** Starts a server of this project, which sends its port when it listens. `args` are those of Node. */
export async function startOurs(args: readonly string[]): Promise<Server> {
  const child = new Child([...ON_SERVER_CORE, process.execPath, ...args], {
    // All load comes from one address, and what a history costs is measured elsewhere. Builds without these settings ignore
    // them.
    env: { ...process.env, QUEEN_ADDRESS_SHARE: '100', QUEEN_HISTORY: 'false' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { port } = (await inTime(child, child.message())) as { port: number };
  return serverOf(child, port, [child.pid]);
}

/** Starts a foreign server on a free port, and waits until it listens. `workersOf` returns its further processes. */
export async function startTheirs(
  commandOn: (port: number) => readonly string[],
  workersOf: (main: number) => readonly number[] = () => [],
): Promise<Server> {
  const port = await freePort();
  const child = new Child([...ON_SERVER_CORE, ...commandOn(port)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await inTime(child, child.untilListening(port));
  return serverOf(child, port, [child.pid, ...workersOf(child.pid)]);
}

function serverOf(child: Child, port: number, pids: readonly number[]): Server {
  return {
    port,
    cpuMs: () => pids.reduce((sum, pid) => sum + cpuMsOf(pid), 0),
    residentMib: () => pids.reduce((sum, pid) => sum + residentMibOf(pid), 0),
    tell: (word) => child.process.send(word),
    ask: (word) => child.ask(word),
    end: async () => void (await child.end()),
    kill: async () => void (await child.end('SIGKILL')),
  };
}

async function inTime<T>(child: Child, ready: Promise<T>): Promise<T> {
  const timer = setTimeout(() => child.process.kill(), START_MS);
  try {
    return await child.whileItRuns(ready);
  } finally {
    clearTimeout(timer);
  }
}
