import type { Setting, Settings, ValuesOf } from './setting.ts';
import { shownValue } from './shown-value.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Texts given on the command line by flag (`--port`); empty for a switch. */
export type Flags = ReadonlyMap<string, readonly string[]>;

/** Texts of a config file by key (`queen.port`), one for each item of a list. */
export interface FileValues {
  readonly path: string;
  readonly texts: ReadonlyMap<string, readonly string[]>;
}

/** The values of a table of settings, or one sentence on the first that is wrong. */
export type Resolved<S extends Settings> =
  | { readonly kind: 'values'; readonly values: ValuesOf<S> }
  | { readonly kind: 'wrong'; readonly sentence: string };

/** `--port` of `--port <number>`. */
export const flagName = (setting: Setting<unknown>): string => setting.flag.split(' ')[0] ?? '';

/** Flags over environment over file over defaults. An empty variable is one that is not set. */
export function resolve<S extends Settings>(
  table: S,
  flags: Flags,
  environment: Environment,
  file?: FileValues,
): Resolved<S> {
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(table)) {
    const said = saidOf(setting, flags, environment, file);
    const reading = said ? setting.read(said.texts) : { kind: 'value' as const, value: setting.byDefault };
    if (reading.kind === 'wrong') {
      const sentence = `${said?.by} must be ${reading.expected}, not "${shownValue(reading.text ?? '', setting)}"`;
      return { kind: 'wrong', sentence };
    }
    values[name] = reading.value;
  }
  return { kind: 'values', values: values as ValuesOf<S> };
}

function saidOf(
  setting: Setting<unknown>,
  flags: Flags,
  environment: Environment,
  file: FileValues | undefined,
): { readonly by: string | undefined; readonly texts: readonly string[] } | undefined {
  const flag = flagName(setting);
  const texts = flags.get(flag);
  if (texts) return { by: flag, texts };
  const text = setting.variable ? environment[setting.variable] : undefined;
  if (text) {
    const { separator } = setting;
    const items = separator ? text.split(separator).flatMap((it) => it.trim() || []) : [text];
    return { by: setting.variable, texts: items };
  }
  const written = setting.key ? file?.texts.get(setting.key) : undefined;
  return written && { by: `${setting.key} in ${file?.path}`, texts: written };
}
