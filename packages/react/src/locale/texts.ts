import type { LATER_EN } from './later.en.ts';
import { MACHINE_EN } from './machine.en.ts';
import { REASONS_EN } from './reasons.en.ts';
import { TABLES_EN } from './tables.en.ts';

/** A text with `{name}` for each value, or its forms by plural category (CLDR) of the value `n`. */
export type Text = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** The English texts. Every other language has the same keys; `texts.test.ts` checks that, and the names of the values. */
export const EN = {
  ...MACHINE_EN,
  ...TABLES_EN,
  ...REASONS_EN,
  'state.busy': 'busy',
  'state.idle': 'idle',
  'state.starting': 'starting',
  'state.sleeping': 'sleeping',
  'state.stuck': 'stuck',
  'state.unknown': 'unknown',
  'state.late': 'late',
  'state.silent': 'silent',
  'report.reporting': 'reporting',
  'report.late': 'late',
  'report.silent': 'silent',
  'count.workers': { one: '{n} worker', other: '{n} workers' },
  'count.hives': { one: '{n} hive', other: '{n} hives' },
  'count.gpus': { one: '{n} GPU', other: '{n} GPUs' },
  'of.known': 'of {known} known',
  'of.total': '{used} of {total}',
  ago: '{time} ago',
  'models.knownOf': '{known} of {of} tell it',
  'history.title': 'History',
  'history.range': 'Range',
  'history.unzoom': 'back to the whole range',
  'history.figures': 'Figures',
  'history.off': 'This queen keeps no history, so only the present is shown.',
  'history.failed': 'The past cannot be shown: {error}',
  'history.paused': 'The history is paused: what happens at present is not kept. {problem}',
  'history.shortened': 'The history is shorter than wanted, because its space is used up: {tiers}.',
  'history.tier': '{points} for {time} instead of {wanted}',
  'tier.1s': 'seconds',
  'tier.1m': 'minutes',
  'tier.15m': 'quarters of an hour',
  'range.15m': '15 min',
  'range.1h': '1 h',
  'range.6h': '6 h',
  'range.24h': '24 h',
  'range.7d': '7 d',
  'range.90d': '90 d',
  'chart.gpu_use': 'GPU use, %',
  'chart.gpu_memory': 'GPU memory by worker, GiB',
  'chart.tokens': 'Tokens a second by worker',
  'chart.cpu': 'CPU of the machine, %',
  'chart.memory': 'Memory of the machine, GiB',
  'chart.worker_cpu': 'CPU by worker, % of a core',
  'chart.worker_memory': 'Memory by worker, GiB',
  'chart.loading': 'Loading the past…',
  'chart.empty': 'There are no values in this time.',
  'chart.not_loaded': 'The code that draws charts could not be loaded. Reload the page.',
  'figures.lowest': 'Lowest',
  'figures.mean': 'Mean',
  'figures.highest': 'Highest',
  'figures.latest': 'Latest',
  'figures.without': 'Without a value',
  'event.started': '{worker} started',
  'event.gone': '{worker} ended',
  'event.model_changed': '{worker} serves {model}',
  'event.engine_state': '{worker}: engine {state}',
  'event.up': 'reports again',
  'event.degraded': 'reports late',
  'event.down': 'stopped reporting',
  'spark.gpu': 'GPU use {low} to {high}',
  'spark.cpu': 'CPU use {low} to {high}',
  'page.fleet': 'Fleet',
  'page.models': 'Models',
  'page.problems': 'Problems',
  'page.access': 'Access',
  'page.search': 'Search or filter',
  'page.search.hint': 'Search or filter: llama, hive:gpu-1, state:busy gpu>80',
  'page.chip.remove': 'Remove {word} from the filter',
  'page.chips.clear': 'clear',
  'page.close': 'Close',
  'page.display': 'Display',
  'page.theme': 'Colours',
  'page.theme.system': 'as the system',
  'page.theme.light': 'light',
  'page.theme.dark': 'dark',
  'page.density': 'Rows',
  'page.density.comfortable': 'comfortable',
  'page.density.compact': 'compact',
  'page.language': 'Language',
  'page.language.auto': 'as the browser',
  'page.help': 'Help',
  'page.help.keys': 'Keys',
  'page.help.filter': 'Filter',
  'page.help.filter.words':
    'Words are searched in names, and all of them must be found. A word with - before it excludes. Texts with spaces stand in double quotes. Several values of one key are alternatives.',
  'page.help.filter.texts': 'Keys with a colon: {keys}.',
  'page.help.filter.figures': 'Figures with >, >=, <, <= or =: {keys}.',
  'keys.search': 'search or filter',
  'keys.next': 'next in a list',
  'keys.previous': 'previous in a list',
  'keys.open': 'open',
  'keys.peek': 'peek',
  'keys.close': 'close, or clear the filter',
  'keys.fleet': 'to the fleet',
  'keys.models': 'to the models',
  'keys.problems': 'to the problems',
  'keys.tiles': 'tiles',
  'keys.comb': 'comb',
  'keys.table': 'table',
  'keys.help': 'this help',
  'page.connection.waiting': 'Connecting…',
  'page.connection.live': 'Live',
  'page.connection.lost': 'No connection to the queen',
  'page.connection.since': 'since {time}',
  'page.connection.silent': { one: 'Live, {n} hive silent', other: 'Live, {n} hives silent' },
  'page.connection.late': { one: 'Live, {n} hive late', other: 'Live, {n} hives late' },
  'page.connection.nobody': 'No hive reports',
  'page.title.lost': 'not connected',
  'page.notLoaded': 'A part of this page could not be loaded. Reload the page.',
  'page.notFound': 'There is no such page.',
  'page.toFleet': 'To the fleet',
  'page.view': 'View',
  'page.view.machine': 'machines',
  'page.view.tiles': 'tiles',
  'page.view.comb': 'comb',
  'page.view.table': 'table',
  'page.none.found': 'No worker fits the filter.',
  'page.waiting': "Waiting for the queen's first beat…",
  'page.hive.unknown': 'The hive {name} is not known, or was forgotten.',
  'page.worker.unknown': 'The worker {name} is not in the last sample of its hive.',
  'page.model.unknown': 'No worker serves the model {name}.',
  'filter.too_long': 'The filter is too long: the rest of it is not read.',
  'filter.unknown_key': '{word}: there is no such key. Keys are {options}.',
  'filter.unknown_state': '{word}: states are {options}.',
  'filter.unknown_figure': '{word}: figures are {options}.',
  'filter.not_a_number': '{word}: write a number after the comparison, such as 80, 20G or 90%.',
  'filter.no_value': '{word}: a value is missing.',
  'filter.no_comparison': '{word}: compare it with >, >=, <, <= or =, such as gpu>80.',
  'notice.samples':
    'Sample workers are shown: real processes that come with rbee and stop with it. Start an inference server, and it shows here by itself.',
  'notice.queen': 'No connection to the queen at {url}',
  'notice.queen.help':
    'See whether it still runs: `npm start` or `npx rbee queen` starts it. This page connects again by itself.',
  'notice.queen.last': 'Until then it shows what was last known.',
  'notice.older': 'This page is older than its queen, and loads itself again.',
  'notice.olderStill':
    'This page is older than its queen, and loading it again has not helped: something between them keeps an old copy.',
  'notice.reload': 'Load again',
  'notice.dismiss': 'Dismiss',
  'strip.workers': 'Workers',
  'strip.hives': 'Hives',
  'strip.vram': 'GPU memory',
  'strip.gpu': 'GPU use',
  'strip.tokens': 'Tokens/s',
  'strip.waiting': 'Waiting',
  'strip.power': 'Power',
  'strip.other': 'other',
  'strip.unclaimed': '{size} unclaimed',
  'strip.ofTotal': 'of {total}',
  'strip.high': '{n} at ≥ 90 %',
  'strip.notKnown': 'not known',
  'tiles.busy': '{busy}/{all} busy',
  'tiles.tokens': '{rate} tok/s',
  'tiles.again': 'sort again',
  'tiles.order': 'problems first, then by name',
  'tiles.noWorker': 'no worker',
  'tiles.gpus': 'GPUs: use {use}, memory {memory}',
  'comb.name': 'All workers',
  'comb.color': 'Colour',
  'comb.color.gpu': 'GPU use',
  'comb.color.vram': 'GPU memory',
  'comb.color.cpu': 'CPU, cores',
  'comb.color.tokens': 'Tokens/s',
  'comb.fill': 'size: GPU memory held; hatched: not known',
  'comb.hint': '{workers} in {hives} · drag to move, arrows to walk',
  'comb.closer': 'Closer',
  'comb.farther': 'Farther',
  'comb.whole': 'whole',
  'comb.gpu': 'GPU {use}',
  'comb.waiting': '{n} waiting',
  'comb.noModel': 'no model known',
  'facet.state': 'State',
  'facet.model': 'Model',
  'facet.card': 'Card',
  'facet.engine': 'Engine',
  'facet.version': 'Version',
  'facet.more': { one: '{n} more', other: '{n} more' },
  'worker.copyJson': 'copy as JSON',
  'worker.copied': 'copied',
  'worker.engine': 'Engine',
  'worker.endpoint': 'Endpoint',
  'worker.container': 'Container',
  'worker.processes': 'Processes (root)',
  'worker.started': 'Started',
  'worker.chart.vram': 'GPU memory, GiB',
  'worker.chart.waiting': 'Requests waiting',
  'worker.chart.running': 'Requests running',
  'worker.chart.kv': 'KV cache, %',
  'worker.chart.ttft': 'Time to first token, p95, ms',
  'worker.chart.memory': 'Memory, GiB',
} as const satisfies Readonly<Record<string, Text>>;

/** Key of a text. */
export type TextKey = keyof typeof EN | keyof typeof LATER_EN;

/** The English texts that are loaded: those of the first view, and what parts that are loaded later have added. */
export const english: Partial<Record<TextKey, Text>> = { ...EN };

/** True if there is a text of that key: a code of a later version has none. */
export const isTextKey = (key: string): key is TextKey => Object.hasOwn(english, key);

/** All texts in one language. */
export type Texts = Readonly<Record<TextKey, Text>>;

/** Values of a text: numbers are formatted for the reader's locale. `n` decides the plural. */
export type TextValues = Readonly<Record<string, string | number>>;

/** The languages that there are, as they name themselves. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', zh: '中文' } as const;

/** A language that there is. */
export type Language = keyof typeof LANGUAGES;

/** Loads the texts of a language; English needs no request. */
export async function loadTexts(language: Language): Promise<Partial<Texts>> {
  if (language === 'de') return (await import('./texts.de.ts')).DE;
  if (language === 'zh') return (await import('./texts.zh.ts')).ZH;
  return english;
}

/** The first language of a reader's list, such as `navigator.languages`, that there is; else English. */
export function languageOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split('-')[0] ?? '';
    if (Object.hasOwn(LANGUAGES, language)) return language as Language;
  }
  return 'en';
}

/** Fills in a text: the form of its plural, then its values. */
export function fillText(text: Text, values: TextValues, locale: string): string {
  const form = typeof text === 'string' ? text : pluralForm(text, values['n'], locale);
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? numberFormat(locale).format(value) : value;
  });
}

function pluralForm(text: Exclude<Text, string>, n: string | number | undefined, locale: string): string {
  const category = pluralRules(locale).select(typeof n === 'number' ? n : Number.NaN);
  return text[category] ?? text.other;
}

const cached = <T>(make: (locale: string) => T): ((locale: string) => T) => {
  const known = new Map<string, T>();
  return (locale) => {
    const value = known.get(locale) ?? make(locale);
    known.set(locale, value);
    return value;
  };
};
const pluralRules = cached((locale) => new Intl.PluralRules(locale));
const numberFormat = cached((locale) => new Intl.NumberFormat(locale));
