export type { CommandLine } from './command-line.ts';
export { parseCommandLine } from './parse-command-line.ts';
