import { type ChildProcess, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Child } from '../../bench/child.ts';

/** An isolated network that drops packets on demand: a Linux network namespace. */
export interface Namespace {
  /** Starts a program of the project in it, and waits until the program is ready. */
  start(program: string, ...args: string[]): Promise<ChildProcess>;
  /** Silently drops this percentage of the packets from and to that TCP port. */
  lose(percent: number, port: number): void;
  /** Number of dropped packets. */
  lost(): number;
  /** Stops dropping packets. */
  heal(): void;
  /** Stops the programs in it, and removes it. */
  remove(): Promise<void>;
}

/** Creates a network. Throws an error with the reason if this is impossible. */
export function makeNamespace(): Namespace {
  const name = `rbee-${randomUUID().slice(0, 8)}`;
  const within = ['netns', 'exec', name];
  const nft = (...args: string[]): string => run('ip', ...within, 'nft', ...args);
  const running: Child[] = [];
  run('ip', 'netns', 'add', name);
  run('ip', '-n', name, 'link', 'set', 'lo', 'up');
  return {
    start: async (program, ...args) => {
      const child = new Child(['ip', ...within, process.execPath, program, ...args], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        killSignal: 'SIGKILL',
      });
      running.push(child);
      await child.message();
      return child.process;
    },
    lose: (percent, port) => {
      nft(lossOf(percent, port));
    },
    lost: () => {
      const { nftables } = JSON.parse(nft('-j', 'list counter inet faults lost'));
      return nftables.find(({ counter }: Listed) => counter).counter.packets;
    },
    heal: () => {
      nft('delete table inet faults');
    },
    remove: async () => {
      await Promise.all(running.map((child) => child.end()));
      run('ip', 'netns', 'delete', name);
    },
  };
}

/** The reason why no network can be created here; null if one can. */
export async function whyNoNamespace(): Promise<string | null> {
  if (process.platform !== 'linux') return 'network namespaces are of Linux';
  try {
    const namespace = makeNamespace();
    try {
      namespace.lose(1, 1);
      namespace.lost();
    } finally {
      await namespace.remove();
    }
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

interface Listed {
  readonly counter?: unknown;
}

const lossOf = (percent: number, port: number): string => `
  add table inet faults
  add counter inet faults lost
  add chain inet faults input { type filter hook input priority 0; }
  add rule inet faults input tcp dport ${port} numgen random mod 100 <= ${percent - 1} counter name lost drop
  add rule inet faults input tcp sport ${port} numgen random mod 100 <= ${percent - 1} counter name lost drop
`;

function run(program: string, ...args: string[]): string {
  const { status, error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (error) throw new Error(`this machine has no ${program}`);
  if (status !== 0) throw new Error(`${program} says: ${stderr.split('\n')[0]}`);
  return stdout;
}
