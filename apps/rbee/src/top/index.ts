export { runTop } from './run-top.ts';
export { type Terminal, terminalOf } from './terminal.ts';
