/** From the bytes of a heartbeat to a value that can be trusted ([H1]-[H3]). */
export type { HiveSample } from './hive-sample.ts';
export { parseJson } from './parse-json.ts';
export { readHeartbeat, warmUp } from './read-heartbeat.ts';
