export { type AnnounceEdges, announceAccess } from './announce-access.ts';
export { tokenForOwnHive } from './own-hive.ts';
export { type AccessEdges, accessOf } from './queen-access.ts';
export type { Listening } from './queen-address.ts';
export { type AccessLine, runAccessCommand } from './run-access-command.ts';
