export { type CommandLine, FROM_PARENT } from './command-line.ts';
export { parseCommandLine } from './parse-command-line.ts';
