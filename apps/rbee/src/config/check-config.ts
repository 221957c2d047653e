import { closest, distance } from 'fastest-levenshtein';
import { type Setting, shownValue } from '../settings/index.ts';
import { placeOfMistake } from './place-of-mistake.ts';

/** Values of a config file as texts by key, or its first error. */
export type Checked =
  | { readonly kind: 'texts'; readonly texts: ReadonlyMap<string, readonly string[]> }
  | { readonly kind: 'wrong'; readonly complaint: string };

type Settings = ReadonlyMap<string, Setting<unknown>>;
type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a config file. It is checked by the settings themselves rather than by the published schema, which a hive is
 * too small to load the library for; a test holds the two together.
 */
export function checkConfig(text: string, settings: Settings): Checked {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return wrong(`it is not valid JSON: syntax error at ${placeOfMistake(text)}`); // JSON.parse() would quote the file
  }
  if (!isObject(json)) return wrong('it must contain one JSON object');
  const texts = new Map<string, readonly string[]>();
  const sections = new Set([...settings.keys()].flatMap((key) => key.split('.').slice(0, -1)));
  for (const [key, value] of entriesOf(json, sections)) {
    const setting = settings.get(key);
    const complaint = setting ? complaintOf(key, value, setting) : strangeKey(key, value, settings, sections);
    if (complaint !== null) return wrong(complaint);
    if (setting) texts.set(key, textsOf(value));
  }
  return { kind: 'texts', texts };
}

const wrong = (complaint: string): Checked => ({ kind: 'wrong', complaint });

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys and values, those of a section under `section.key`. */
const entriesOf = (json: Fields, sections: ReadonlySet<string>): readonly (readonly [string, unknown])[] =>
  Object.entries(json)
    .filter(([key]) => key !== '$schema')
    .flatMap(([key, value]) =>
      sections.has(key) && isObject(value)
        ? Object.entries(value).map(([inner, it]) => [`${key}.${inner}`, it] as const)
        : [[key, value] as const],
    );

/** Texts of a value that has the right type. */
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : [String(value)];

function complaintOf(key: string, value: unknown, setting: Setting<unknown>): string | null {
  if (!hasType(value, setting)) return `${key} must be ${expectedBy(setting)}, not ${shown(value, setting)}`;
  const reading = setting.read(textsOf(value));
  if (reading.kind === 'value') return null;
  return `${key} must be ${reading.expected}, not ${shown(reading.text, setting)}`;
}

function hasType(value: unknown, { fileType }: Setting<unknown>): boolean {
  switch (fileType) {
    case 'strings':
      return Array.isArray(value) && value.every((it) => typeof it === 'string');
    case 'integer':
      return typeof value === 'number';
    default:
      return typeof value === fileType;
  }
}

/** The expected value after a type error, in the words of the setting: no setting accepts an empty text. */
function expectedBy(setting: Setting<unknown>): string {
  if (setting.fileType === 'boolean') return 'true or false';
  if (setting.fileType === 'strings') return 'a list of strings';
  const reading = setting.read(['']);
  return reading.kind === 'wrong' ? reading.expected : 'a string';
}

/** Shows simple values only: objects and lists can contain anything, secrets too. */
function shown(value: unknown, setting: Pick<Setting<unknown>, 'readsAddress'>): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : 'a list';
  if (isObject(value)) return 'an object';
  const text = String(value).slice(0, 200);
  return typeof value === 'string' ? JSON.stringify(shownValue(text, setting)) : text;
}

/** Error for a section that is not an object, or for an unknown key, with the closest known key. */
function strangeKey(key: string, value: unknown, settings: Settings, sections: ReadonlySet<string>): string {
  if (sections.has(key)) return `${key} must be an object, not ${shown(value, { readsAddress: true })}`;
  const known = [...settings.keys(), ...sections];
  const likely = known.find((it) => it.split('.').at(-1) === key.split('.').at(-1)) ?? closest(key, known);
  const near = likely.endsWith(`.${key}`) || distance(key, likely) <= Math.max(2, key.length / 3);
  const hint = near ? `did you mean "${likely}"?` : `known keys: ${known.toSorted().join(', ')}`;
  return `unknown key "${key.slice(0, 100)}" (${hint})`;
}
