import {
  type FleetHive,
  type FleetWorker,
  type GpuFigureName,
  gpuFigure,
  type WorkerFigureName,
} from '@rbee/queen-rbee-sdk';
import { amount, count, memory, percent, power } from './amounts.ts';
import { silentNote, stateText, toneIn } from './states.ts';
import { type Ages, type Cell, type Column, NOTHING, type Order, UNKNOWN } from './table.ts';

/** By what the table of hives sorts. */
export const HIVE_SORTS = [
  'state',
  'hive',
  'workers',
  'busy',
  'gpu',
  'vram',
  'cpu',
  'memory',
  'tokens',
  'running',
  'waiting',
  'watts',
] as const;

/** By what the table of hives sorts. */
export type HiveSortName = (typeof HIVE_SORTS)[number];

/** A figure of a hive, or what is known of it. */
interface Known {
  readonly value: number;
  /** True if some parts are not known. */
  readonly isPart: boolean;
}

const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]): number => total(values) / values.length;

/** The total or mean of what is known; undefined if nothing is. */
function ofKnown(values: readonly (number | undefined)[], made: typeof total): Known | undefined {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return undefined;
  return { value: made(known), isPart: known.length < values.length };
}

const ofGpus = ({ gpus }: FleetHive, name: GpuFigureName, made = total): Known | undefined =>
  ofKnown(
    gpus.map((gpu) => gpuFigure(gpu, name)),
    made,
  );

const ofEngines = ({ workers }: FleetHive, name: WorkerFigureName): Known | undefined =>
  ofKnown(
    workers.filter(({ stats }) => stats.engine !== undefined).map((worker) => worker.figure(name)),
    total,
  );

function ofNode({ hive }: FleetHive, name: 'cpu_pct' | 'ram_used_mb'): Known | undefined {
  const value = hive.node?.unknown?.[name] === undefined ? hive.node?.[name] : undefined;
  return value === undefined ? undefined : { value, isPart: false };
}

const REPORTS = ['silent', 'late', 'reporting'] as const;

const FIGURES: Readonly<
  Record<Exclude<HiveSortName, 'state' | 'hive'>, (hive: FleetHive) => Known | undefined>
> = {
  workers: ({ workers }) => ({ value: workers.length, isPart: false }),
  busy: ({ workers }) => ({
    value: workers.filter(({ state }) => state === 'busy').length,
    isPart: workers.some(({ state }) => state === 'unknown'),
  }),
  gpu: (hive) => ofGpus(hive, 'util_pct', mean),
  vram: (hive) => ofGpus(hive, 'vram_used_mb'),
  cpu: (hive) => ofNode(hive, 'cpu_pct'),
  memory: (hive) => ofNode(hive, 'ram_used_mb'),
  tokens: (hive) => ofEngines(hive, 'tokens'),
  running: (hive) => ofEngines(hive, 'running'),
  waiting: (hive) => ofEngines(hive, 'waiting'),
  watts: (hive) => ofGpus(hive, 'power_w'),
};

/** CPU of a machine in cores; on the wire 100 is one core. */
const cores = (pct: number): string => amount(pct / 100);

type FigureKey = keyof typeof FIGURES;
type HiveColumn = Column<FleetHive, HiveSortName>;

function figureCell(hive: FleetHive, key: FigureKey, shown: (value: number) => string): Cell {
  const known = FIGURES[key](hive);
  if (known === undefined) return isAbsent(hive, key) ? NOTHING : UNKNOWN;
  const text = shown(known.value);
  const tone = toneIn(hive.report);
  if (!known.isPart) return { text, tone };
  // A sum without some of its parts is at least as much; of a mean nothing is sure.
  return key === 'gpu' ? { text: `${text}?`, tone: 'warning' } : { text: `>${text}`, tone };
}

/** True if a hive has nothing that could have this figure. */
function isAbsent({ hive, gpus, workers }: FleetHive, key: FigureKey): boolean {
  if (key === 'gpu' || key === 'vram' || key === 'watts')
    return gpus.length === 0 && hive.node?.unknown?.['gpus'] === undefined && hive.node !== undefined;
  if (key === 'tokens' || key === 'running' || key === 'waiting')
    return !workers.some(
      ({ stats }) => stats.engine !== undefined || stats.unknown?.['engine'] !== undefined,
    );
  return false;
}

const figure = (
  title: string,
  key: FigureKey,
  shown: (value: number) => string,
  [width, rank]: readonly [number, number],
): HiveColumn => ({
  ...{ title, sort: key, width, rank, align: 'right' },
  cell: (hive) => figureCell(hive, key, shown),
});

/** Every column of the table of hives, in the order in which they are shown. */
export const HIVE_COLUMNS: readonly HiveColumn[] = [
  {
    ...{ title: 'STATE', sort: 'state', width: 9, most: 12, rank: 1 },
    cell: ({ report, hive }, ages) => ({
      text: stateText(report, hive.last_update, ages),
      tone: report === 'reporting' ? 'good' : 'stale',
    }),
  },
  {
    ...{ title: 'HIVE', sort: 'hive', width: 14, most: 40, rank: 2 },
    cell: ({ hive, report }) => ({ text: hive.hive_id, tone: toneIn(report) }),
  },
  figure('WORKERS', 'workers', count, [8, 3]),
  figure('BUSY', 'busy', count, [5, 4]),
  figure('GPU', 'gpu', percent, [6, 5]),
  figure('VRAM', 'vram', memory, [7, 6]),
  figure('CPU', 'cpu', cores, [6, 9]),
  figure('MEM', 'memory', memory, [6, 10]),
  figure('TOK/S', 'tokens', amount, [7, 7]),
  figure('RUN', 'running', count, [5, 11]),
  figure('WAIT', 'waiting', count, [5, 8]),
  figure('POWER', 'watts', power, [8, 12]),
];

/** What stands instead of the figures of a hive that is silent; undefined if it reports. */
export const hiveNote = ({ hive, report }: FleetHive, ages: Ages): string | undefined =>
  silentNote(report, hive.last_update, ages);

const { compare } = new Intl.Collator('en', { numeric: true });

/** Hives in an order. Those whose figure is not known, or not of now, come last in both directions; equal ones by their ids. */
export function sortedHives(
  hives: readonly FleetHive[],
  { by, descending }: Order<HiveSortName>,
): FleetHive[] {
  const direction = descending ? -1 : 1;
  const rows = hives.map((hive) => ({ hive, value: sortValue(hive, by) }));
  const byId = (a: FleetHive, b: FleetHive) => compare(a.hive.hive_id, b.hive.hive_id);
  rows.sort((a, b) => {
    if (a.value === undefined || b.value === undefined)
      return Number(a.value === undefined) - Number(b.value === undefined) || byId(a.hive, b.hive);
    return direction * (a.value - b.value) || (by === 'hive' ? direction : 1) * byId(a.hive, b.hive);
  });
  return rows.map(({ hive }) => hive);
}

function sortValue(hive: FleetHive, by: HiveSortName): number | undefined {
  if (by === 'hive') return 0;
  if (by === 'state') return REPORTS.indexOf(hive.report);
  return hive.report === 'silent' ? undefined : FIGURES[by](hive)?.value;
}

/** True if the filter finds one of its workers. */
export const hasOneOf = (matches: (worker: FleetWorker) => boolean) => (hive: FleetHive) =>
  hive.workers.some(matches);
