import type { FleetWorker, WorkerFigureName } from '@rbee/queen-rbee-sdk';
import type { ReactNode } from 'react';
import type { Formats, Locale, TextKey } from '../locale/index.ts';
import type { ChoosableColumn } from '../tables/index.ts';
import { FigureCell, VramCell } from '../tables/index.ts';
import { CpuCores, GpuUse, RowMemory, RowState, Tokens } from './row-cells.tsx';

/** A column of the rows of a machine's workers. The column `model` is the link of a row, which the row makes itself. */
export interface RowColumn extends ChoosableColumn {
  readonly name: WorkerFigureName | 'state' | 'model';
  readonly cell: (worker: FleetWorker, locale: Locale) => ReactNode;
  /** How a sum of the column is written; undefined for what has none. */
  readonly sum?: ((formats: Formats) => (value: number) => string) | undefined;
}

const usual = (
  name: RowColumn['name'],
  label: TextKey,
  cell: RowColumn['cell'],
  sum?: RowColumn['sum'],
): RowColumn => ({ name, label, cell, sum, isUsual: true });

const further = (
  name: WorkerFigureName,
  format: (formats: Formats) => (value: number) => string,
  isSummed = false,
): RowColumn => ({
  ...{ name, label: `grid.${name}` as TextKey, isUsual: false },
  cell: (worker, { formats }) => <FigureCell worker={worker} name={name} format={format(formats)} />,
  sum: isSummed ? format : undefined,
});

/** Every column, in the order in which they are shown. */
export const ROW_COLUMNS: readonly RowColumn[] = [
  usual('state', 'grid.state', (worker) => <RowState worker={worker} />),
  usual('model', 'grid.model', () => null),
  usual('gpu', 'grid.gpu', (worker) => <GpuUse worker={worker} />),
  usual(
    'vram',
    'grid.vram',
    (worker) => <VramCell worker={worker} />,
    ({ memory }) => memory,
  ),
  usual(
    'cpu',
    'machine.cpu',
    (worker) => <CpuCores worker={worker} />,
    ({ number }) => number,
  ),
  usual(
    'memory',
    'grid.memory',
    (worker) => <RowMemory worker={worker} />,
    ({ memory }) => memory,
  ),
  usual(
    'tokens',
    'grid.tokens',
    (worker) => <Tokens worker={worker} />,
    ({ number }) => number,
  ),
  further('prompt_tokens', ({ number }) => number, true),
  usual('kv', 'grid.kv', (worker, { formats }) => (
    <FigureCell worker={worker} name="kv" format={formats.percent} full={100} warnFrom={90} />
  )),
  further('ttft', ({ milliseconds }) => milliseconds),
  further('itl', ({ milliseconds }) => milliseconds),
  further('read', ({ rate }) => rate, true),
  further('write', ({ rate }) => rate, true),
  usual('uptime', 'grid.uptime', (worker, { formats }) => (
    <FigureCell worker={worker} name="uptime" format={formats.duration} />
  )),
];
