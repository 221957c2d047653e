export { outputOf } from './output.ts';
export { runTop } from './run-top.ts';
export { type Terminal, terminalOf } from './terminal.ts';
