import type { Setting, Settings, ValuesOf } from './setting.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Texts given on the command line, by flag (`--port`); none for a flag that takes no value. */
export type Flags = ReadonlyMap<string, readonly string[]>;

/** Texts of a config file, by key (`queen.port`). */
export interface FileValues {
  readonly path: string;
  readonly texts: ReadonlyMap<string, readonly string[]>;
}

/** The values of a table of settings, or one sentence, without its full stop, about the first that is invalid. */
export type Resolved<S extends Settings> =
  | { readonly kind: 'values'; readonly values: ValuesOf<S> }
  | { readonly kind: 'wrong'; readonly sentence: string };

/** The name of a flag: `--port` of `--port <number>`. */
export const flagName = (setting: Setting<unknown>): string => setting.flag.split(' ')[0] ?? '';

/** Reads each setting from the flags, otherwise the environment, otherwise the file, otherwise its default. */
export function resolve<S extends Settings>(
  table: S,
  flags: Flags,
  environment: Environment,
  file?: FileValues,
): Resolved<S> {
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(table)) {
    const given = givenFor(setting, flags, environment, file);
    const reading = given?.texts && setting.read(given.texts);
    if (reading?.kind === 'wrong') {
      if (reading.complaint !== undefined)
        return { kind: 'wrong', sentence: `${given?.by}${reading.complaint}` };
      const shown = shownValue(reading.text, setting);
      return { kind: 'wrong', sentence: `${given?.by} must be ${reading.expected}, not "${shown}"` };
    }
    values[name] = reading ? reading.value : setting.byDefault;
  }
  return { kind: 'values', values: values as ValuesOf<S> };
}

/** The texts that apply and where they come from. An empty environment variable counts as not set. */
function givenFor(setting: Setting<unknown>, flags: Flags, environment: Environment, file?: FileValues) {
  const { variable, separator, key } = setting;
  const flag = flagName(setting);
  if (flags.has(flag)) return { by: flag, texts: flags.get(flag) };
  const text = variable && environment[variable];
  if (text) {
    return {
      by: variable,
      texts: separator ? text.split(separator).flatMap((it) => it.trim() || []) : [text],
    };
  }
  return key ? { by: `${key} in ${file?.path}`, texts: file?.texts.get(key) } : undefined;
}

const ADDRESS = /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"']*/gi;

/** An invalid value as an error may show it: of an address only the scheme and the host. */
export function shownValue(
  text: string,
  { isAddress, isSecret }: Pick<Setting<unknown>, 'isAddress' | 'isSecret'>,
): string {
  if (isSecret) return '...';
  const shown = withoutSecrets(text);
  if (!isAddress || shown !== text || text.includes('://')) return shown;
  const host = /^[^/?#@\s]*/.exec(text)?.[0] ?? '';
  if (text.includes('@')) return '...'; // everything before it may be a user name and a password
  return host === text ? text : `${host}...`;
}

/** The text with each address in it cut to its scheme and host, as the rest of an address may be secret. */
export const withoutSecrets = (text: string): string =>
  text.replace(ADDRESS, (address) => {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const start = url?.host ? `${url.protocol}//${url.host}` : `${address.split('://')[0]}://`;
    return address === start || address === `${start}/` ? address : `${start}...`;
  });
