export { type End, endOf } from './end.ts';
export { linesOn, summary } from './sentences.ts';
export { Tally } from './tally.ts';
