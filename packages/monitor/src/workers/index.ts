export { findWorkers } from './find-workers.ts';
export { createFinder, type Found } from './finder.ts';
export { modelOf, toldInstance, type Worker } from './worker.ts';
export { readWorkerFigures } from './worker-figures.ts';
export { inOrder, workerStats } from './worker-stats.ts';
