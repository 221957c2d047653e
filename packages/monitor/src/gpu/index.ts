export { createGpuReaders } from './gpu-readers.ts';
export { type GpuHolders, GpuSample, type WorkerGpuFigures } from './gpu-sample.ts';
export { type GpuFacts, Gpus } from './gpus.ts';
export { Presence } from './presence.ts';
