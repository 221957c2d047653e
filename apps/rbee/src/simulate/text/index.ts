export { type NodeForm, nodeForm, writeNode } from './node-text.ts';
export { inked, Pen } from './pen.ts';
export { createSheets, type Sheets } from './sheets.ts';
export { type WorkerForm, workerForm, writeWorker } from './worker-text.ts';
