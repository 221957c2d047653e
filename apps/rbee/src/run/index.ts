export { type RunEdges, runWorker } from './run-worker.ts';
