import type { Environment, FileValues, Setting } from '../settings/index.ts';
import { checkConfig } from './check-config.ts';
import type { ReadText } from './read-text.ts';

/** The config file that counts. */
export type ConfigFile =
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly values: FileValues }
  | { readonly kind: 'wrong'; readonly path: string; readonly sentence: string };

export interface ConfigSearch {
  /** What `--config` says; false for `--no-config`. */
  readonly flag: string | false | undefined;
  readonly environment: Environment;
  readonly settings: ReadonlyMap<string, Setting<unknown>>;
  readonly readText: ReadText;
}

/** Default places of the config file; only the first that exists is read. */
const PLACES = ['rbee.config.json', '/etc/rbee/rbee.config.json'] as const;

/** Finds the config file and validates all of it. */
export function findConfig({ flag, environment, settings, readText }: ConfigSearch): ConfigFile {
  if (flag === false) return { kind: 'none' };
  const said = flag ?? (environment['RBEE_CONFIG'] || undefined);
  for (const path of said === undefined ? PLACES : [said]) {
    const read = readText(path);
    if (read.ok) return checked(path, checkConfig(read.text, settings));
    if (said !== undefined || read.code !== 'ENOENT') {
      return { kind: 'wrong', path, sentence: `the config file ${path} cannot be read (${read.code})` };
    }
  }
  return { kind: 'none' };
}

const checked = (path: string, result: ReturnType<typeof checkConfig>): ConfigFile =>
  result.kind === 'texts'
    ? { kind: 'file', values: { path, texts: result.texts } }
    : { kind: 'wrong', path, sentence: `${path}: ${result.complaint}` };
