export type { AccessFile, SqlRow } from './access-file.ts';
export { keyOf, type Pending, Store } from './store.ts';
export type { AccountRow, HiveRow, InviteRow, PasskeyRow, ProgramRow, SessionRow } from './tables.ts';
