export { Finder, type Found } from './find-workers.ts';
export { modelStats } from './model-stats.ts';
export { SharedMemory } from './shared-memory.ts';
export { WholeCgroups } from './whole-cgroups.ts';
export { compareText, type NamedModel, type NamedWorker, toldInstance, type Worker } from './worker.ts';
export { readWorkerFigures } from './worker-figures.ts';
export { type KnownSource, missingModel, workerModels } from './worker-models.ts';
export { inOrder, workerStats } from './worker-stats.ts';
