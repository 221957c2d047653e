export { WorkerRow, type WorkerRowProps } from './worker-row.tsx';
export { WorkerTable, type WorkerTableProps } from './worker-table.tsx';
