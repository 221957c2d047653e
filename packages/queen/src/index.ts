/**
 * The queen is the server: it receives heartbeats, keeps the last one of every hive, and streams events to its watchers. It does
 * not depend on how samples are taken or shown. `buildQueen` returns an app that does not listen.
 */
export type { QueenConfig } from './config.ts';
export { buildQueen } from './queen.ts';
export type { QueenClock } from './time.ts';
export { type KeyPair, KeyPairError, ServerCertificate } from './tls/index.ts';
