/** A text with `{name}` for each value, or its forms by plural category (CLDR) of the value `n`. */
export type Text = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** The English texts. Every other language has the same keys; `texts.test.ts` checks that, and the names of the values. */
export const EN = {
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
  'history.title': 'History',
  'history.range': 'Range',
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
} as const satisfies Readonly<Record<string, Text>>;

/** Key of a text. */
export type TextKey = keyof typeof EN;

/** All texts in one language. */
export type Texts = Readonly<Record<TextKey, Text>>;

/** Values of a text: numbers are formatted for the reader's locale. `n` decides the plural. */
export type TextValues = Readonly<Record<string, string | number>>;

/** The languages that there are, as they name themselves. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', zh: '中文' } as const;

/** A language that there is. */
export type Language = keyof typeof LANGUAGES;

/** Loads the texts of a language; English needs no request. */
export async function loadTexts(language: Language): Promise<Texts> {
  if (language === 'de') return (await import('./texts.de.ts')).DE;
  if (language === 'zh') return (await import('./texts.zh.ts')).ZH;
  return EN;
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
