/** From the bytes of a heartbeat to a value that can be trusted ([H1]-[H3]). */
export { DOORS, type Door } from './door.ts';
export { type HiveSample, hasSameWorkers } from './hive-sample.ts';
export { parseJson } from './parse-json.ts';
export type { Pattern } from './pattern.ts';
export { type LastOf, readAnew, readAsBefore } from './read-bytes.ts';
export { readHeartbeat, warmUp } from './read-heartbeat.ts';
export type { Reading } from './reading.ts';
export type { Part } from './skeleton.ts';
