import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The server's core, and that of the load. */
export const CORES = { server: '0', load: '1' } as const;

/** Keeps this process, and what it starts without saying otherwise, on the load's core; throws where that cannot be. */
export function stayOnLoadCore(): void {
  const said = spawnSync('taskset', ['-a', '-c', '-p', CORES.load, String(process.pid)]);
  if (said.error || said.status !== 0 || availableParallelism() > 1) {
    throw new Error(
      'Two cores and taskset (Debian package util-linux) are needed: one for the server, one for the load.',
    );
  }
}

/** What stands before a command that is to run on the server's core. */
export const ON_SERVER_CORE = ['taskset', '-c', CORES.server] as const;
