import { createRequire } from 'node:module';
import { closest, distance } from 'fastest-levenshtein';
import type { ReadText } from './read-text.ts';
import { type Environment, type FileValues, type Setting, shownValue } from './settings/index.ts';

/** The config file that applies, or one sentence about what is wrong with it. */
export type ConfigFile =
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly values: FileValues; readonly by: NamedBy }
  | { readonly kind: 'wrong'; readonly path: string; readonly sentence: string };

/** What names a config file; null if it was found at its usual place. */
export type NamedBy = '--config' | 'RBEE_CONFIG' | null;

/** Inputs of `findConfig`. */
export interface ConfigSearch {
  /** The path given with `--config`; false for `--no-config`. */
  readonly flag: string | false | undefined;
  readonly environment: Environment;
  /** The settings that a file may contain, by key. */
  readonly settings: ReadonlyMap<string, Setting<unknown>>;
  readonly readText: ReadText;
}

/** Values of a config file by key (`queen.port`), or its first error, without the path. */
export type Checked =
  | { readonly kind: 'texts'; readonly texts: FileValues['texts'] }
  | { readonly kind: 'wrong'; readonly complaint: string };

type Fields = Readonly<Record<string, unknown>>;

/** Where a config file is looked for; only the first that exists is read. */
const PLACES = ['rbee.config.json', '/etc/rbee/rbee.config.json'] as const;

/** Finds the config file and checks everything in it. */
export function findConfig({ flag, environment, settings, readText }: ConfigSearch): ConfigFile {
  if (flag === false) return { kind: 'none' };
  const given = flag ?? (environment['RBEE_CONFIG'] || undefined);
  const by = flag !== undefined ? '--config' : given !== undefined ? 'RBEE_CONFIG' : null;
  for (const path of given === undefined ? PLACES : [given]) {
    const read = readText(path, given === undefined ? 'found' : 'named');
    if (read.ok) {
      const checked = checkConfig(read.text, settings);
      if (checked.kind === 'texts') return { kind: 'file', values: { path, texts: checked.texts }, by };
      return { kind: 'wrong', path, sentence: `${path}: ${checked.complaint}` };
    }
    if (given !== undefined || read.code !== 'ENOENT') {
      const why = read.code === null ? `is not used: ${read.complaint}` : `cannot be read (${read.code})`;
      return { kind: 'wrong', path, sentence: `the config file ${path} ${why}` };
    }
  }
  return { kind: 'none' };
}

/**
 * Checks the text of a config file against the settings. It does not use the published JSON schema, because the schema
 * library would make a hive larger; a test compares the two.
 */
export function checkConfig(text: string, settings: ConfigSearch['settings']): Checked {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The message of JSON.parse() quotes the file, which may contain secrets.
    return wrong(`it is not valid JSON: syntax error at ${placeOfSyntaxError(text)}`);
  }
  if (!isObject(json)) return wrong('it must contain one JSON object');
  const texts = new Map<string, readonly string[]>();
  const sections = new Set([...settings.keys()].flatMap((key) => key.split('.').slice(0, -1)));
  for (const [key, value] of entriesOf(json, sections)) {
    const setting = settings.get(key);
    if (!setting) return wrong(unknownKey(key, value, [...settings.keys()], sections));
    const items = itemsOf(value, setting);
    const complaint = complaintOf(key, value, items, setting);
    if (complaint !== null) return wrong(complaint);
    texts.set(key, items);
  }
  return { kind: 'texts', texts };
}

/** Line and column of the first syntax error. The parser that finds it is loaded only here, to keep a hive small. */
function placeOfSyntaxError(text: string): string {
  const { visit } = createRequire(import.meta.url)('jsonc-parser') as typeof import('jsonc-parser');
  let at: number | undefined;
  visit(text, { onError: (_, offset) => (at ??= offset) }, { disallowComments: true });
  const lines = text.slice(0, at).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}

const wrong = (complaint: string): Checked => ({ kind: 'wrong', complaint });

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys and values; keys within a section are `section.key`. */
const entriesOf = (json: Fields, sections: ReadonlySet<string>): readonly (readonly [string, unknown])[] =>
  Object.entries(json)
    .filter(([key]) => key !== '$schema')
    .flatMap(([key, value]) =>
      sections.has(key) && isObject(value)
        ? Object.entries(value).map(([inner, it]) => [`${key}.${inner}`, it] as const)
        : [[key, value] as const],
    );

function complaintOf(
  key: string,
  value: unknown,
  items: readonly string[],
  setting: Setting<unknown>,
): string | null {
  if (!hasType(value, setting)) return `${key} must be ${expectedBy(setting)}, not ${shown(value, setting)}`;
  const reading = setting.read(items);
  if (reading.kind === 'value') return null;
  if (reading.complaint !== undefined) return `${key}${reading.complaint}`;
  return `${key} must be ${reading.expected}, not ${shown(reading.text, setting)}`;
}

/** The texts that a setting reads; of an object its JSON. */
const itemsOf = (value: unknown, { fileType }: Setting<unknown>): readonly string[] =>
  (Array.isArray(value) ? value : [value]).map((it) =>
    fileType === 'objects' ? (JSON.stringify(it) ?? '') : String(it),
  );

function hasType(value: unknown, { fileType }: Setting<unknown>): boolean {
  if (fileType === 'objects') return Array.isArray(value) && value.every(isObject);
  if (fileType === 'strings') return Array.isArray(value) && value.every((it) => typeof it === 'string');
  return typeof value === (fileType === 'integer' ? 'number' : fileType);
}

/** What a value of the wrong type should be. No setting accepts an empty text, so reading one gives the answer. */
function expectedBy(setting: Setting<unknown>): string {
  if (setting.fileType === 'boolean') return 'true or false';
  if (setting.fileType === 'strings') return 'a list of strings';
  if (setting.fileType === 'objects') return 'a list of objects';
  const reading = setting.read(['']);
  return reading.kind === 'wrong' ? reading.expected : 'a string';
}

/** A value for an error message. Objects and lists are not shown, because they may contain secrets. */
function shown(value: unknown, setting: Pick<Setting<unknown>, 'isAddress'>): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : 'a list';
  if (isObject(value)) return 'an object';
  const text = String(value).slice(0, 200);
  return typeof value === 'string' ? JSON.stringify(shownValue(text, setting)) : text;
}

/** The error for a key that is no setting: a section that is not an object, or an unknown key. */
function unknownKey(
  key: string,
  value: unknown,
  settings: readonly string[],
  sections: ReadonlySet<string>,
): string {
  if (sections.has(key)) return `${key} must be an object, not ${shown(value, { isAddress: true })}`;
  const known = [...settings, ...sections];
  const likely = known.find((it) => it.split('.').at(-1) === key.split('.').at(-1)) ?? closest(key, known);
  const isNear = likely.endsWith(`.${key}`) || distance(key, likely) <= Math.max(2, key.length / 3);
  const hint = isNear ? `did you mean "${likely}"?` : `known keys: ${known.toSorted().join(', ')}`;
  return `unknown key "${key.slice(0, 100)}" (${hint})`;
}
