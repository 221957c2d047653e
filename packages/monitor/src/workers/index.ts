export { Finder, type Found } from './find-workers.ts';
export { ForkedMemory } from './forked-memory.ts';
export { WholeCgroups } from './whole-cgroups.ts';
export { modelOf, type NamedWorker, toldInstance, type Worker } from './worker.ts';
export { readWorkerFigures } from './worker-figures.ts';
export { inOrder, workerStats } from './worker-stats.ts';
