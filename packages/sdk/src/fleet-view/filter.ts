import { modelsOf } from '@rbee/contract';
import { engineVersion } from './engine-text.ts';
import { WORKER_FIGURES, type WorkerFigureName } from './figures.ts';
import { cardsOf, type FleetWorker, WORKER_STATES } from './fleet-hive.ts';

/** Longest filter that is read, characters; what is beyond is an error. */
export const MAX_FILTER_CHARS = 1_000;

/** The keys of `key:value`, with the texts of a worker that they look into. */
const TEXTS = {
  model: ({ stats }: FleetWorker) => modelsOf(stats),
  hive: ({ hive }: FleetWorker) => [hive.hive_id, hive.node?.hostname ?? ''],
  group: ({ stats }: FleetWorker) => [stats.group],
  instance: ({ stats }: FleetWorker) => [stats.instance],
  engine: ({ stats }: FleetWorker) => [stats.engine?.kind ?? ''],
  version: ({ stats: { engine } }: FleetWorker) => [(engine && engineVersion(engine)) ?? ''],
  container: ({ stats }: FleetWorker) => [stats.container?.name ?? '', stats.container?.id ?? ''],
  card: cardsOf,
} as const satisfies Readonly<Record<string, (worker: FleetWorker) => readonly string[]>>;

/** A key whose values are parts of a text, such as `model:llama`. */
export type FilterTextKey = keyof typeof TEXTS;

/** Keys whose values are parts of a text. */
export const FILTER_TEXT_KEYS = Object.keys(TEXTS) as readonly FilterTextKey[];

const FIGURES = Object.keys(WORKER_FIGURES) as readonly WorkerFigureName[];

/** All words that can stand before `:` or a comparison. */
export const FILTER_KEYS: readonly string[] = [...FILTER_TEXT_KEYS, 'state', 'unknown', ...FIGURES];

type Operator = '>' | '>=' | '<' | '<=' | '=';

/** What one word of a filter asks for. */
export type FilterCondition =
  /** Any text of the worker contains it. */
  | { readonly kind: 'any'; readonly value: string }
  | { readonly kind: 'text'; readonly key: FilterTextKey; readonly value: string }
  | { readonly kind: 'state'; readonly value: string }
  | { readonly kind: 'unknown'; readonly figure: WorkerFigureName }
  | {
      readonly kind: 'figure';
      readonly figure: WorkerFigureName;
      readonly operator: Operator;
      readonly value: number;
    };

/** One word of a filter: its place in the text, and what it asks for. A word that begins with `-` excludes. */
export interface FilterTerm {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly excludes: boolean;
  readonly condition: FilterCondition;
}

/** What is wrong with a word of a filter; `options` are the values that it can have. */
export interface FilterError {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly problem:
    | 'too_long'
    | 'unknown_key'
    | 'unknown_state'
    | 'unknown_figure'
    | 'not_a_number'
    | 'no_value'
    | 'no_comparison';
  readonly options: readonly string[];
}

/** A filter that was read. Words with an error are left out of it. */
export interface FleetFilter {
  readonly terms: readonly FilterTerm[];
  readonly errors: readonly FilterError[];
  /** True if the worker is one that the filter asks for; an empty filter asks for all. */
  readonly matches: (worker: FleetWorker) => boolean;
}

/**
 * Reads a filter such as `llama state:busy hive:gpu-1 gpu>80 vram>20G -engine:vllm unknown:gpu`. Words are separated by spaces, and a
 * text with spaces stands in double quotes. All words must hold; of several with the same key and `:`, one. Letters of either case are the
 * same. A figure that is unknown matches no comparison.
 */
export function parseFilter(text: string): FleetFilter {
  const terms: FilterTerm[] = [];
  const errors: FilterError[] = [];
  for (const word of wordsOf(text.slice(0, MAX_FILTER_CHARS))) {
    const excludes = word.text.length > 1 && word.text.startsWith('-');
    const read = conditionOf(excludes ? word.text.slice(1) : word.text);
    if ('problem' in read) errors.push({ ...word, ...read });
    else terms.push({ ...word, excludes, condition: read });
  }
  if (text.length > MAX_FILTER_CHARS) {
    const beyond = { start: MAX_FILTER_CHARS, end: text.length, text: text.slice(MAX_FILTER_CHARS) };
    errors.push({ ...beyond, problem: 'too_long', options: [] });
  }
  return { terms, errors, matches: matcherOf(terms) };
}

interface Word {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The words of a text; a double quote begins or ends a part in which spaces belong to the word. */
function* wordsOf(text: string): Generator<Word> {
  let start = -1;
  let isQuoted = false;
  for (let at = 0; at <= text.length; at += 1) {
    const isEnd = at === text.length || (!isQuoted && text.charCodeAt(at) <= 0x20);
    if (isEnd && start >= 0) {
      yield { start, end: at, text: text.slice(start, at) };
      start = -1;
    } else if (!isEnd) {
      if (start < 0) start = at;
      if (text[at] === '"') isQuoted = !isQuoted;
    }
  }
}

type Failure = Pick<FilterError, 'problem' | 'options'>;
const failure = (problem: FilterError['problem'], options: readonly string[] = []): Failure => ({
  problem,
  options,
});

/** A key, a colon or comparison, and the value. */
const KEYED = /^([a-z_]+)(:|>=|<=|>|<|=)(.*)$/is;

function conditionOf(word: string): FilterCondition | Failure {
  const [, rawKey, operator, rest = ''] = KEYED.exec(word) ?? [];
  if (rawKey === undefined || operator === undefined) return { kind: 'any', value: unquoted(word) };
  const key = rawKey.toLowerCase();
  const value = unquoted(rest);
  const figure = FIGURES.find((name) => name === key);
  if (figure)
    return operator === ':' ? failure('no_comparison') : comparisonOf(figure, operator as Operator, value);
  const isText = FILTER_TEXT_KEYS.some((name) => name === key);
  if (!isText && key !== 'state' && key !== 'unknown') return failure('unknown_key', FILTER_KEYS);
  if (value === '') return failure('no_value');
  if (isText) return { kind: 'text', key: key as FilterTextKey, value };
  if (key === 'state') {
    return WORKER_STATES.some((state) => state === value)
      ? { kind: 'state', value }
      : failure('unknown_state', WORKER_STATES);
  }
  const unknown = FIGURES.find((name) => name === value);
  return unknown ? { kind: 'unknown', figure: unknown } : failure('unknown_figure', FIGURES);
}

const unquoted = (text: string): string => text.replaceAll('"', '').toLowerCase();

/** A number with a unit: thousands, or sizes in MiB, which is the unit of memory. */
const NUMBER = /^(\d{1,12}(?:\.\d{1,6})?)\s*(%|k|m|g|t|mib|gib|tib|mb|gb|tb|s|ms)?$/;
const SIZES: Readonly<Record<string, number>> = {
  m: 1,
  mib: 1,
  mb: 1,
  g: 1024,
  gib: 1024,
  gb: 1024,
  t: 1024 ** 2,
};
const IN_MIB: ReadonlySet<WorkerFigureName> = new Set(['vram', 'vram_total', 'memory', 'read', 'write']);

function comparisonOf(figure: WorkerFigureName, operator: Operator, text: string): FilterCondition | Failure {
  if (text === '') return failure('no_value');
  const [, digits, unit = ''] = NUMBER.exec(text) ?? [];
  if (digits === undefined) return failure('not_a_number');
  const factor = IN_MIB.has(figure) ? (SIZES[unit.replace(/^t.*/, 't')] ?? 1) : unit === 'k' ? 1_000 : 1;
  return { kind: 'figure', figure, operator, value: Number(digits) * factor };
}

/** Words that exclude must each not hold. Of the others, those with the same key are alternatives, all else must hold. */
function matcherOf(terms: readonly FilterTerm[]): FleetFilter['matches'] {
  const excluding = terms.filter(({ excludes }) => excludes).map(({ condition }) => condition);
  const groups = new Map<string, FilterCondition[]>();
  for (const { condition, excludes, start } of terms) {
    if (excludes) continue;
    const key = condition.kind === 'text' ? condition.key : condition.kind === 'state' ? 'state' : `${start}`;
    groups.set(key, [...(groups.get(key) ?? []), condition]);
  }
  const required = [...groups.values()];
  return (worker) =>
    required.every((options) => options.some((it) => holds(it, worker))) &&
    !excluding.some((it) => holds(it, worker));
}

function holds(condition: FilterCondition, worker: FleetWorker): boolean {
  switch (condition.kind) {
    case 'any':
      return FILTER_TEXT_KEYS.some((key) => contains(TEXTS[key](worker), condition.value));
    case 'text':
      return contains(TEXTS[condition.key](worker), condition.value);
    case 'state':
      return worker.state === condition.value;
    case 'unknown':
      return worker.reason(condition.figure) !== undefined;
    case 'figure': {
      const value = worker.figure(condition.figure);
      return value !== undefined && compares(value, condition.operator, condition.value);
    }
  }
}

const contains = (texts: readonly string[], value: string): boolean =>
  texts.some((text) => text.toLowerCase().includes(value));

function compares(value: number, operator: Operator, limit: number): boolean {
  switch (operator) {
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '=':
      return value === limit;
  }
}

/** The text of a filter with one more word, or without it if it has that word already: what a click on a facet does. */
export function toggledTerm(text: string, term: string): string {
  const { terms } = parseFilter(text);
  const known = terms.find((it) => it.text === term);
  if (!known) return `${text.trim()} ${term}`.trim();
  return `${text.slice(0, known.start).trimEnd()} ${text.slice(known.end).trimStart()}`.trim();
}

/** A word for a key and a value, in quotes if it has a space. */
export const termOf = (key: FilterTextKey | 'state' | 'unknown', value: string): string =>
  `${key}:${/[\s"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value}`;
