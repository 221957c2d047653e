import {
  engineText,
  type FleetWorker,
  modelsOf,
  type WorkerFigureName,
  type WorkerSortKey,
} from '@rbee/queen-rbee-sdk';
import type { ReactNode } from 'react';
import type { Formats, Locale, TextKey } from '../locale/index.ts';
import type { ChoosableColumn } from './column-choice.tsx';
import { FigureCell, GpuCell, StateCell, VramCell } from './grid-cells.tsx';

/** A column of the table of workers. */
export interface GridColumn extends ChoosableColumn {
  readonly name: WorkerSortKey;
  /** By what a click on its head sorts, and if the largest come first then. */
  readonly sort: WorkerSortKey;
  readonly isLargestFirst: boolean;
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
  words('engine', false, ({ stats: { engine } }) => (engine ? engineText(engine) : '–')),
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

/** The model of a worker; of several the first, and how many more there are. */
export function modelText({ stats }: FleetWorker, { text }: Locale): string {
  const [first, ...more] = modelsOf(stats);
  if (first === undefined) return text('grid.noModel');
  return more.length === 0 ? first : text('grid.models', { model: first, n: more.length });
}

function cardText({ hive, stats }: FleetWorker): string {
  const names = new Map(hive.node?.gpus.map(({ uuid, index, name }) => [uuid, `${index} ${name}`]));
  return stats.gpus?.map(({ uuid, index }) => names.get(uuid) ?? `${index}`).join(', ') || '–';
}
