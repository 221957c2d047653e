export { runHive } from './run-hive.ts';
