export { type CommandLine, FROM_PARENT, parseCommandLine } from './parse-command-line.ts';
