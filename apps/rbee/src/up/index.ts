export { type Child, type Exit, type StartChild, startChild } from './child.ts';
export { runUp, type UpEdges } from './run-up.ts';
