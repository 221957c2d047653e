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
  'models.knownOf': '{known} of {of} tell it',
  'grid.label': 'Workers',
  'grid.columns': 'Columns',
  'grid.columns.usual': 'the usual ones',
  'grid.state': 'State',
  'grid.model': 'Model',
  'grid.worker': 'Worker',
  'grid.engine': 'Engine',
  'grid.card': 'Card',
  'grid.gpu': 'GPU',
  'grid.vram': 'GPU memory',
  'grid.cpu': 'CPU, cores',
  'grid.memory': 'Memory',
  'grid.tokens': 'Tokens/s',
  'grid.prompt_tokens': 'Prompt tokens/s',
  'grid.running': 'Running',
  'grid.waiting': 'Waiting',
  'grid.kv': 'Context',
  'grid.ttft': 'First token, p95',
  'grid.itl': 'Next token, p95',
  'grid.read': 'Disk read',
  'grid.write': 'Disk write',
  'grid.uptime': 'Uptime',
  'grid.noModel': 'no model named',
  'grid.models': '{model} and {n} more',
  'grid.noGpu': 'no GPU',
  'reason.none': 'not reported',
  'reason.other': 'not known',
  'reason.first_sample': 'being measured',
  'reason.permission': 'no permission to read it',
  'reason.pid_namespace': 'in another PID namespace',
  'reason.mig': 'not measured on parts of a GPU (MIG)',
  'reason.wddm': 'hidden by the Windows driver',
  'reason.driver_unsupported': 'this GPU or its driver cannot be read',
  'reason.driver_error': 'the GPU driver failed',
  'reason.not_exposed': 'the system does not expose it',
  'reason.timeout': 'no answer in time',
  'reason.unified_memory': 'the GPU has no memory of its own',
  'reason.asleep': 'the GPU is asleep, and a reading would wake it',
  'models.label': 'Models',
  'models.count': { one: '{n} model', other: '{n} models' },
  'models.servedBy': { one: 'served by {n} worker', other: 'served by {n} workers' },
  'models.replicas': 'Replicas',
  'models.busyIdle': '{busy} busy · {idle} idle',
  'models.others': '{n} other',
  'models.hives': 'Hives',
  'models.gpu': 'GPU use',
  'models.ttft': 'Worst first token',
  'models.free': 'Free now',
  'models.engines': 'Engines',
  'models.none': 'No worker serves a model.',
  'models.gone': 'No worker serves {name} now.',
  'models.more': { one: '{n} more model', other: '{n} more models' },
  'models.notNow': 'late or silent: {n}',
  'problems.label': 'Problems',
  'problems.count': { one: '{n} problem', other: '{n} problems' },
  'problems.more': { one: '{n} more', other: '{n} more' },
  'problems.none': 'Nothing is wrong.',
  'problems.checked': 'What is checked, every second:',
  'problems.since': 'since {time}',
  'problems.sinceOrBefore': 'since {time} or before',
  'problems.copy': 'Copy',
  'problems.copied': 'Copied',
  'problems.selected': 'Selected, copy with Ctrl+C',
  'problems.command': 'What helps, on the machine of the hive',
  'problems.fleet': 'Fleet',
  'problems.gpu': 'GPU {index} {name}',
  'severity.grave': 'grave',
  'severity.warning': 'warning',
  'severity.note': 'note',
  'problem.silent': {
    one: 'Stopped reporting. Its last sample: {n} worker.',
    other: 'Stopped reporting. Its last sample: {n} workers.',
  },
  'problem.late': 'Reports late: its figures are not those of now.',
  'problem.id_twice': {
    one: 'Another hive used this id and was refused {n} time in the last minute.',
    other: 'Another hive used this id and was refused: {n} runs in the last minute.',
  },
  'problem.clock.ahead': 'Its clock is {time} ahead of the queen.',
  'problem.clock.behind': 'Its clock is {time} behind the queen.',
  'problem.lost.skipped':
    'Lost {n} samples in the last minutes, most because the hive was too late to take them.',
  'problem.lost.failed': 'Lost {n} samples in the last minutes, most because taking them failed.',
  'problem.lost.dropped':
    'Lost {n} samples in the last minutes, most because they could not be sent for too long.',
  'problem.lost.refused': 'Lost {n} samples in the last minutes, most because the queen refused them.',
  'problem.gpu.thermal': 'Is slowed down by heat.',
  'problem.gpu.hardware_slowdown': 'Is slowed down by a signal of its hardware: power supply or cooling.',
  'problem.gpu.ecc_errors': 'Has had memory errors that could not be corrected.',
  'problem.gpu.retirement_pending': 'Has faulty memory, which is replaced at its next reset.',
  'problem.gpu.remap_pending': 'Has faulty memory, which is replaced at its next reset.',
  'problem.gpu.remap_failed': 'Has faulty memory that could not be replaced.',
  'problem.gpu.xid': 'Its driver reported an error.',
  'problem.gpu.xid.number': 'Its driver reported the error XID {xid}.',
  'problem.gpu.lost': 'Does not answer any more.',
  'problem.gpu_unclaimed': '{memory} of {total} are in use, and no worker holds them.',
  'problem.stuck': {
    one: 'Is stuck: {n} request runs, without a token for 30 s or more.',
    other: 'Is stuck: {n} requests run, without a token for 30 s or more.',
  },
  'problem.unreachable': 'Its engine does not answer.',
  'problem.no_tokens': {
    one: '{n} request runs, but no token comes out.',
    other: '{n} requests run, but no token comes out.',
  },
  'problem.context': 'Its context memory is {context} full.',
  'problem.queue': {
    one: '{n} request waits, and the queue has grown from {from}.',
    other: '{n} requests wait, and the queue has grown from {from}.',
  },
  'problem.restarts': {
    one: 'Was restarted {n} time within 15 minutes.',
    other: 'Was restarted {n} times within 15 minutes.',
  },
  'problem.idle_memory': 'Holds {memory} and serves nothing.',
  'problem.hive_versions': 'Hives have {n} versions: {versions}.',
  'problem.engine_versions': 'Is served by {n} versions of {engine}: {versions}.',
  'check.silent': 'hives that stopped reporting',
  'check.late': 'hives that report late',
  'check.id_twice': 'ids that two hives use',
  'check.clock': 'clocks that are off',
  'check.lost_samples': 'samples that were lost',
  'check.gpu_health': 'health of GPUs',
  'check.gpu_unclaimed': 'GPU memory that no worker holds',
  'check.stuck': 'engines that are stuck',
  'check.unreachable': 'engines that do not answer',
  'check.no_tokens': 'requests without tokens',
  'check.context': 'context memory that is nearly full',
  'check.queue': 'queues that grow',
  'check.restarts': 'workers that restart again and again',
  'check.idle_memory': 'memory that is held for nothing for hours',
  'check.hive_versions': 'mixed versions of hives',
  'check.engine_versions': 'mixed versions of engines',
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
