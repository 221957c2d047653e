export { createHive, type Hive, type HiveStats } from './hive.ts';
export type { HiveOptions } from './options.ts';
