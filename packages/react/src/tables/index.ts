/** Workers, models and problems of a fleet as tables and lists, and the pieces that other lists of workers share with them. */
export { type ChoosableColumn, ColumnChoice, chosenColumns } from './column-choice.tsx';
export { CommandLine } from './command-line.tsx';
export { FigureCell, GpuCell, ShareMeter, VramCell } from './grid-cells.tsx';
export { modelText } from './grid-columns.tsx';
export { HeldRows } from './held-rows.ts';
export { HiveDetails, type HiveDetailsProps } from './hive-details.tsx';
export { judgedInWords } from './judged.ts';
export type { WorkerLinks } from './links.ts';
export { ModelPage, type ModelPageProps } from './model-page.tsx';
export { type ModelLinks, ModelTable, type ModelTableProps } from './model-table.tsx';
export { ProblemList, type ProblemListProps } from './problem-list.tsx';
export { useProblems } from './use-problems.ts';
export { WorkerDetails } from './worker-details.tsx';
export { type GridChoice, WorkerGrid, type WorkerGridProps } from './worker-grid.tsx';
