import { join } from 'node:path';
import { ROOT } from './command.mjs';

/** The script of a tool that the project has installed: `typescript/bin/tsc`. */
const bin = (name) => join(ROOT, 'node_modules', ...name.split('/'));

/** Checks types. */
export const TSC = bin('typescript/bin/tsc');

/** Checks style and format. */
export const BIOME = bin('@biomejs/biome/bin/biome');

/** Finds code that nothing uses. */
export const KNIP = bin('knip/bin/knip.js');

/** Runs tests. */
export const VITEST = bin('vitest/vitest.mjs');

/** The command line that runs the tests of a configuration other than the project's own. */
export const testsOf = (config) => [VITEST, 'run', '--config', config, '--root', ROOT];
