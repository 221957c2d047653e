import { fileURLToPath } from 'node:url';
import { Child } from '../../child.ts';
import { type Server, startOurs } from './server.ts';

/** The folder of this project. */
export const THIS_BUILD = fileURLToPath(new URL('../../..', import.meta.url));

/** Is preloaded into a queen to answer the messages of `watch-loop.ts`. */
export const WATCH_LOOP = fileURLToPath(new URL('watch-loop.ts', import.meta.url));

const PROGRAM = 'apps/rbee/bin/rbee.mjs';

/** The program `rbee` of this project. */
export const RBEE = `${THIS_BUILD}${PROGRAM}`;

/** Arguments of `rbee` for a queen on a loopback port; 0 is any free one. */
const queenArguments = (port = 0): readonly string[] => [
  ...['queen', '--no-config', '--log-level', 'warn', '--port', `${port}`],
];

/** Starts the real `rbee queen` of the project in the folder `build`. `flags` are those of Node. */
export const startQueen = (build: string, flags: readonly string[], port?: number): Promise<Server> =>
  startOurs([...flags, `${build}/${PROGRAM}`, ...queenArguments(port)]);

/** A queen beside what is measured, on any core. */
export interface QueenBeside {
  readonly queen: Child;
  readonly port: number;
}

/** Starts the real `rbee queen` of this project on a free loopback port. `flags` are those of Node, `args` further ones of the queen. */
export async function startBeside(
  args: readonly string[],
  flags: readonly string[] = [],
): Promise<QueenBeside> {
  const queen = new Child([process.execPath, ...flags, RBEE, ...queenArguments(), ...args], {
    // All hives of a load have one address.
    env: { ...process.env, QUEEN_ADDRESS_SHARE: '100' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { port } = (await queen.message()) as { port: number };
  return { queen, port };
}
