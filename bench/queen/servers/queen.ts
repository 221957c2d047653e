import { fileURLToPath } from 'node:url';
import { type Server, startOurs } from './server.ts';

/** The folder of this project. */
export const THIS_BUILD = fileURLToPath(new URL('../../..', import.meta.url));

/** Starts the real `rbee queen` of the project in that folder on a free port; `flags` are Node's. */
export const startQueen = (build: string, flags: readonly string[]): Promise<Server> =>
  startOurs(flags, `${build}/apps/rbee/bin/rbee.mjs`, [
    'queen',
    '--no-config',
    '--port',
    '0',
    '--log-level',
    'warn',
  ]);
