import { type FleetWorker, modelsOf, type WorkerFigureName, type WorkerSortKey } from '@rbee/queen-rbee-sdk';
import type { ReactNode } from 'react';
import type { Formats, Locale, TextKey } from '../locale/index.ts';
import { FigureCell, GpuCell, StateCell, VramCell } from './grid-cells.tsx';

/** A column of the table of workers. */
export interface GridColumn {
  readonly name: WorkerSortKey;
  readonly label: TextKey;
  /** By what a click on its head sorts, and if the largest come first then. */
  readonly sort: WorkerSortKey;
  readonly isLargestFirst: boolean;
  /** Shown unless others are chosen. */
  readonly isUsual: boolean;
  /** The cell of a worker. The cell of the column `model` is in a link. */
  readonly cell: (worker: FleetWorker, locale: Locale) => ReactNode;
}

const figure = (
  name: WorkerFigureName,
  format: (formats: Formats) => (value: number) => string,
  more: { readonly isUsual?: boolean; readonly full?: number; readonly warnFrom?: number } = {},
): GridColumn => ({
  ...{
    name,
    label: `grid.${name}` as TextKey,
    sort: name,
    isLargestFirst: true,
    isUsual: more.isUsual ?? false,
  },
  cell: (worker, locale) => (
    <FigureCell
      worker={worker}
      name={name}
      format={format(locale.formats)}
      full={more.full}
      warnFrom={more.warnFrom}
    />
  ),
});

const words = (
  name: 'model' | 'worker' | 'engine' | 'card',
  isUsual: boolean,
  textOf: (worker: FleetWorker, locale: Locale) => string,
): GridColumn => ({
  ...{ name, label: `grid.${name}`, sort: name, isLargestFirst: false, isUsual },
  cell: (worker, locale) => textOf(worker, locale),
});

/** Every column, in the order in which they are shown. */
export const GRID_COLUMNS: readonly GridColumn[] = [
  {
    ...{ name: 'state', label: 'grid.state', sort: 'state', isLargestFirst: false, isUsual: true },
    cell: (worker) => <StateCell worker={worker} />,
  },
  words('model', true, modelText),
  words('worker', true, ({ id }) => id),
  words('engine', false, ({ stats: { engine } }) =>
    engine ? `${engine.kind} ${engine.version ?? ''}` : '–',
  ),
  words('card', false, (worker) => cardText(worker)),
  {
    ...{ name: 'gpu', label: 'grid.gpu', sort: 'gpu', isLargestFirst: true, isUsual: true },
    cell: (worker) => <GpuCell worker={worker} />,
  },
  {
    ...{ name: 'vram', label: 'grid.vram', sort: 'vram', isLargestFirst: true, isUsual: true },
    cell: (worker) => <VramCell worker={worker} />,
  },
  figure('cpu', ({ number }) => number),
  figure('memory', ({ memory }) => memory),
  figure('tokens', ({ number }) => number, { isUsual: true }),
  figure('prompt_tokens', ({ number }) => number),
  figure('running', ({ count }) => count),
  figure('waiting', ({ count }) => count, { isUsual: true, warnFrom: 4 }),
  figure('kv', ({ percent }) => percent, { isUsual: true, full: 100, warnFrom: 90 }),
  figure('ttft', ({ milliseconds }) => milliseconds),
  figure('itl', ({ milliseconds }) => milliseconds),
  figure('read', ({ rate }) => rate),
  figure('write', ({ rate }) => rate),
  figure('uptime', ({ duration }) => duration),
];

/** Columns that were chosen as text: names with commas. The usual ones if none of the names is that of a column. */
export function columnsOf(text: string): readonly GridColumn[] {
  const names = new Set(text.split(','));
  const chosen = GRID_COLUMNS.filter(({ name }) => names.has(name));
  if (chosen.length === 0) return USUAL;
  // A row without the column of its link could not be opened.
  return GRID_COLUMNS.filter((column) => column.name === 'model' || chosen.includes(column));
}

const USUAL = GRID_COLUMNS.filter(({ isUsual }) => isUsual);

/** Chosen columns as text; empty for the usual ones. */
export function columnsText(columns: readonly GridColumn[]): string {
  const isUsual = columns.length === USUAL.length && columns.every((column) => column.isUsual);
  return isUsual ? '' : columns.map(({ name }) => name).join(',');
}

function modelText({ stats }: FleetWorker, { text }: Locale): string {
  const [first, ...more] = modelsOf(stats);
  if (first === undefined) return text('grid.noModel');
  return more.length === 0 ? first : text('grid.models', { model: first, n: more.length });
}

function cardText({ hive, stats }: FleetWorker): string {
  const names = new Map(hive.node?.gpus.map(({ uuid, index, name }) => [uuid, `${index} ${name}`]));
  return stats.gpus?.map(({ uuid, index }) => names.get(uuid) ?? `${index}`).join(', ') || '–';
}
