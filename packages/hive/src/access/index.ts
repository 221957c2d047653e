export { HiveToken, type TokenSource } from './hive-token.ts';
export { type JoinOptions, type JoinResult, joinQueen } from './join-queen.ts';
export { isHiveToken } from './joined.ts';
