export { type Child, type Exit, type Ready, type StartChild, startChild } from './child.ts';
export { runUp } from './run-up.ts';
