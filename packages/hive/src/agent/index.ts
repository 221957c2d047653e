export { createHive, type Hive, type HiveStats } from './hive.ts';
export type { HiveOptions } from './options.ts';
export { parseQueenUrl, QUEEN_URL_EXPECTED } from './queen-url.ts';
