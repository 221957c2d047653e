export type { CommandLine } from './command-line.ts';
export { ARGUMENTS, COMMAND_NAMES, CONFIG_FLAGS, hasFile, type Shell, settingsOf } from './commands.ts';
export { type CommandName, DESCRIPTIONS, EXAMPLES, type GroupName } from './help-text.ts';
export { FROM_PARENT, parseCommandLine } from './parse-command-line.ts';
