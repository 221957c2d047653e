export { programsHere } from './programs-here.ts';
export { runStatus } from './run-status.ts';
