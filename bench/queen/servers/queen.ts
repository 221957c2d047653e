import { fileURLToPath } from 'node:url';
import { type Server, startOurs } from './server.ts';

/** The folder of this project. */
export const THIS_BUILD = fileURLToPath(new URL('../../..', import.meta.url));

/** Is preloaded into a queen to answer the messages of `watch-loop.ts`. */
export const WATCH_LOOP = fileURLToPath(new URL('watch-loop.ts', import.meta.url));

const PROGRAM = 'apps/rbee/bin/rbee.mjs';

/** The program `rbee` of this project. */
export const RBEE = `${THIS_BUILD}${PROGRAM}`;

/** Arguments of `rbee` for a queen on a free loopback port. */
export const QUEEN_ARGUMENTS = ['queen', '--no-config', '--port', '0', '--log-level', 'warn'] as const;

/** Starts the real `rbee queen` of the project in the folder `build`. `flags` are those of Node. */
export const startQueen = (build: string, flags: readonly string[]): Promise<Server> =>
  startOurs([...flags, `${build}/${PROGRAM}`, ...QUEEN_ARGUMENTS]);
