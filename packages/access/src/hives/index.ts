export { StoredHiveTokens } from './hive-tokens.ts';
