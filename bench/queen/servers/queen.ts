import { fileURLToPath } from 'node:url';
import { type Server, startOurs } from './server.ts';

/** The folder of this project. */
export const THIS_BUILD = fileURLToPath(new URL('../../..', import.meta.url));

/** Is preloaded into a queen to answer the messages of `watch-loop.ts`. */
export const WATCH_LOOP = fileURLToPath(new URL('watch-loop.ts', import.meta.url));

const PROGRAM = 'apps/rbee/bin/rbee.mjs';

/** The program `rbee` of this project. */
export const RBEE = `${THIS_BUILD}${PROGRAM}`;

/** Arguments of `rbee` for a queen on a loopback port; 0 is any free one. */
export const queenArguments = (port = 0): readonly string[] => [
  ...['queen', '--no-config', '--log-level', 'warn', '--port', `${port}`],
];

/** Starts the real `rbee queen` of the project in the folder `build`. `flags` are those of Node. */
export const startQueen = (build: string, flags: readonly string[], port?: number): Promise<Server> =>
  startOurs([...flags, `${build}/${PROGRAM}`, ...queenArguments(port)]);
