import { engineVersion, type FleetWorker, modelsOf, type WorkerFigureName } from '@rbee/queen-rbee-sdk';
import { amount, count, memory, percent, span } from './amounts.ts';
import type { Tone } from './palette.ts';
import { STATE_TONES, silentNote, stateText, toneIn } from './states.ts';
import { type Ages, type Cell, type Column, NOTHING, UNKNOWN } from './table.ts';

/** By what the table of workers sorts: keys of the SDK's orders. */
export const WORKER_SORTS = [
  'state',
  'worker',
  'model',
  'engine',
  'gpu',
  'vram',
  'cpu',
  'memory',
  'tokens',
  'running',
  'waiting',
  'kv',
  'uptime',
] as const;

/** By what the table of workers sorts. */
export type WorkerSortName = (typeof WORKER_SORTS)[number];

type WorkerColumn = Column<FleetWorker, WorkerSortName>;

/** A figure of a worker; greyed if its hive is late. */
function figureCell(worker: FleetWorker, name: WorkerFigureName, shown: (value: number) => string): Cell {
  const value = worker.figure(name);
  if (value === undefined) return worker.reason(name) === undefined ? NOTHING : UNKNOWN;
  const { partial, at_most: atMost } = worker.stats;
  const field = FIELDS[name];
  const bound = field && partial?.[field] ? '>' : field && atMost?.[field] ? '<' : '';
  return { text: bound + shown(value), tone: toneOf(worker) };
}

/** Figures that can be a bound ([W6], [W8]), with their names on the wire. */
const FIELDS: Readonly<Partial<Record<WorkerFigureName, string>>> = {
  gpu: 'gpu_util_pct',
  vram: 'vram_mb',
  memory: 'rss_mb',
};

const usesNoGpu = (worker: FleetWorker): boolean =>
  worker.figure('vram_total') === 0 && worker.figure('vram') === 0;

const figure = (
  title: string,
  name: WorkerFigureName & WorkerSortName,
  shown: (value: number) => string,
  { width, rank }: { readonly width: number; readonly rank: number },
): WorkerColumn => ({
  ...{ title, sort: name, width, rank, align: 'right' },
  cell: (worker) => figureCell(worker, name, shown),
});

const toneOf = ({ state }: FleetWorker): Tone => toneIn(state);

/** Every column of the table of workers, in the order in which they are shown. */
export const WORKER_COLUMNS: readonly WorkerColumn[] = [
  {
    ...{ title: 'STATE', sort: 'state', width: 8, most: 10, rank: 1 },
    cell: ({ state, hive }, ages) => ({
      text: stateText(state, hive.last_update, ages),
      tone: STATE_TONES[state],
    }),
  },
  {
    ...{ title: 'HIVE', sort: 'worker', width: 10, most: 24, rank: 2 },
    cell: (worker) => ({ text: worker.hive.hive_id, tone: toneOf(worker) }),
  },
  {
    ...{ title: 'WORKER', width: 10, most: 24, rank: 3 },
    cell: (worker) => ({ text: `${worker.stats.group}/${worker.stats.instance}`, tone: toneOf(worker) }),
  },
  {
    ...{ title: 'MODEL', sort: 'model', width: 14, most: 44, rank: 4 },
    cell: (worker) => modelCell(worker),
  },
  {
    ...{ title: 'ENGINE', sort: 'engine', width: 9, most: 22, rank: 10 },
    cell: (worker) => engineCell(worker),
  },
  {
    ...{ title: 'GPU', sort: 'gpu', width: 5, rank: 5, align: 'right' },
    cell: (worker) => (usesNoGpu(worker) ? NOTHING : figureCell(worker, 'gpu', percent)),
  },
  {
    ...{ title: 'VRAM', sort: 'vram', width: 6, rank: 6, align: 'right' },
    cell: (worker) => (usesNoGpu(worker) ? NOTHING : figureCell(worker, 'vram', memory)),
  },
  figure('CPU', 'cpu', amount, { width: 5, rank: 11 }),
  figure('MEM', 'memory', memory, { width: 6, rank: 12 }),
  figure('TOK/S', 'tokens', amount, { width: 6, rank: 7 }),
  figure('RUN', 'running', count, { width: 4, rank: 8 }),
  figure('WAIT', 'waiting', count, { width: 5, rank: 9 }),
  figure('CTX', 'kv', percent, { width: 5, rank: 13 }),
  figure('UP', 'uptime', span, { width: 6, rank: 14 }),
];

function modelCell(worker: FleetWorker): Cell {
  const [first, ...more] = modelsOf(worker.stats);
  if (first === undefined) return worker.stats.unknown?.['model'] === undefined ? NOTHING : UNKNOWN;
  return { text: more.length === 0 ? first : `${first} +${more.length}`, tone: toneOf(worker) };
}

function engineCell(worker: FleetWorker): Cell {
  const { engine, unknown } = worker.stats;
  if (engine === undefined) return unknown?.['engine'] === undefined ? NOTHING : UNKNOWN;
  const isAway = engine.state === 'unreachable' || engine.state === 'protected';
  const text = isAway ? `${engine.kind} ${engine.state}` : (engineVersion(engine) ?? engine.kind);
  return { text, tone: isAway ? 'warning' : toneOf(worker) };
}

/** What stands instead of the figures of a worker whose hive is silent; undefined if it reports. */
export const workerNote = ({ state, hive }: FleetWorker, ages: Ages): string | undefined =>
  silentNote(state, hive.last_update, ages);
