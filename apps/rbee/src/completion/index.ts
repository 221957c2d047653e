import type { Shell } from '../command-line/index.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { allCommands } from './words.ts';
import { zshScript } from './zsh.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** The script with which a shell completes commands, options and values of `rbee`. It is made of the table of settings, and starts nothing when it is used. */
export const completionScript = (shell: Shell): string => SCRIPTS[shell](allCommands());
