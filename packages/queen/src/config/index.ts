/** What a queen is told at start. */
export type { QueenConfig, Settings } from './queen-config.ts';
export { settingsOf } from './settings.ts';
