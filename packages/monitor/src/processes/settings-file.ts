import type { Answer } from '../files/index.ts';
import { hasOption, optionValue } from './command-line.ts';

type Argv = readonly string[];

/** A file of settings that an engine reads; its JSON says what options could say. */
export interface SettingsFile {
  /** Options that name it. */
  readonly options: Argv;
  /** Extensions of its name. Without an option, the first argument counts if it has one of them. */
  readonly extensions: Argv;
  /** What its JSON says, as options. */
  readonly optionsIn: (json: unknown) => Argv;
}

/**
 * Reads the text of a regular file at a path as the process sees it; null for anything else and for a file of more than
 * `maxBytes`.
 */
export type ReadOfProcess = (path: string, maxBytes: number) => Answer<string | null>;

/** A file that KoboldCpp saves has 4 KiB; a story that is saved with it can be longer. */
const MAX_BYTES = 1024 * 1024;

/** The arguments of a server with what its file of settings says. */
interface Extended {
  readonly args: Argv;
  /** The file may not be read. */
  readonly isRefused: boolean;
}

/**
 * Puts what the file of settings says before the arguments, so that these win. Only a file with the extension of such
 * files is read: the hive may have more rights than the user whose process names the file.
 */
export function withSettingsFile(said: SettingsFile | undefined, args: Argv, read: ReadOfProcess): Extended {
  if (!said) return { args, isRefused: false };
  const isOne = (name: string | null | undefined): name is string =>
    typeof name === 'string' && said.extensions.some((it) => name.toLowerCase().endsWith(it));
  const isNamed = said.options.some((it) => hasOption(args, it));
  const [first, ...others] = args;
  const own = !isNamed && isOne(first) ? others : args;
  const path = isNamed ? said.options.map((it) => optionValue(args, it)).find(isOne) : first;
  if (!isOne(path)) return { args: own, isRefused: false };
  const text = read(path, MAX_BYTES);
  const isRefused = !text.ok && text.refusal === 'permission';
  return { args: [...(text.ok ? said.optionsIn(parsed(text.value)) : []), ...own], isRefused };
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
