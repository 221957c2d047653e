/** Blocks of the history, and what becomes of them: encoded, decoded, merged, rolled up. Pure: no files, no threads, no clock. */
export { DamagedBlock } from './damaged-block.ts';
export type { Directories } from './directories.ts';
export { changeFleet, type FleetFields } from './fleet-columns.ts';
export { decodeFleet, encodeFleet } from './fleet-format.ts';
export { type FleetName, FleetNames } from './fleet-names.ts';
export { type FleetTotal, FleetTotals } from './fleet-totals.ts';
export { Head, type HeadLosses, type HeadOptions } from './head.ts';
export { decodeJoined, encodeJoined } from './joined-format.ts';
export { MAX_JOINED } from './joined-series.ts';
export { mergeSeconds } from './merge-seconds.ts';
export { rollUp, rollUpSeconds } from './roll-up.ts';
export { decodeRolled, encodeRolled } from './rolled-format.ts';
export { rounded } from './rounded.ts';
export { decodeSecond, encodeSecond } from './second-format.ts';
export { decodeSeconds, encodeSeconds } from './seconds-format.ts';
export { releaseBlock } from './whole-columns.ts';
