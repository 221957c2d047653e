export { type FoundToken, findToken } from './found-token.ts';
export { type PrepareEdges, prepareAccess } from './prepare.ts';
