/**
 * The queen: takes heartbeats in, remembers the last of every hive, and tells everyone who watches. It must
 * not know how samples are made, nor who watches. Built as an app that does not listen.
 */
export type { QueenConfig } from './config.ts';
export { buildQueen } from './queen.ts';
export type { QueenClock } from './time.ts';
