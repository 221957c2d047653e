export type { CommandLine } from './command-line.ts';
export { FROM_PARENT, parseCommandLine } from './parse-command-line.ts';
