export { fileSettings } from './file-settings.ts';
export { isEveryAddress, isLoopback } from './loopback.ts';
export type { Machine } from './machine.ts';
export {
  type Environment,
  type FileValues,
  type Flags,
  flagName,
  resolve,
} from './resolve.ts';
export { type RunSettings, runTable } from './run-table.ts';
export type { Setting, Settings } from './setting.ts';
export { shownValue, withoutSecrets } from './shown-value.ts';
export { type SimulateSettings, simulateTable } from './simulate-table.ts';
export {
  type DoctorSettings,
  doctorTable,
  type HiveSettings,
  hiveTable,
  type LogSettings,
  type LookSettings,
  type QueenSettings,
  queenTable,
  type UpSettings,
  upTable,
} from './tables.ts';
