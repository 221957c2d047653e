export { keptTokenPath, readKept } from './kept-token.ts';
export { planOf } from './plan.ts';
export { type PrepareEdges, prepareAccess } from './prepare.ts';
export { readGiven } from './token-sources.ts';
