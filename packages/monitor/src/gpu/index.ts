export { createGpuReaders, type GpuPlaces } from './gpu-readers.ts';
export { GpuSample, type WorkerGpuFigures } from './gpu-sample.ts';
