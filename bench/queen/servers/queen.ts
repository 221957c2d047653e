import { fileURLToPath } from 'node:url';
import { type Server, startOurs } from './server.ts';

const PROGRAM = fileURLToPath(new URL('../../../apps/rbee/bin/rbee.mjs', import.meta.url));

/** Starts the real `rbee queen` on a free port; `flags` are Node's. */
export const startQueen = (flags: readonly string[] = []): Promise<Server> =>
  startOurs(flags, PROGRAM, ['queen', '--no-config', '--port', '0', '--log-level', 'warn']);
