import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** CPU cores of the server and of the load generator. */
const CORES = { server: '0', load: '1' } as const;

/** Restricts this process and its children to the core of the load generator. Throws if that is impossible. */
export function stayOnLoadCore(): void {
  const taskset = spawnSync('taskset', ['-a', '-c', '-p', CORES.load, String(process.pid)]);
  if (taskset.error || taskset.status !== 0 || availableParallelism() > 1) {
    throw new Error(
      'Two cores and taskset (Debian package util-linux) are needed: one for the server, one for the load.',
    );
  }
}

/** Prefix of a command that runs it on the core of the server. */
export const ON_SERVER_CORE = ['taskset', '-c', CORES.server] as const;
