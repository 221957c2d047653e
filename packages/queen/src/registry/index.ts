/** The registry: the last sample and status of every hive ([R1]-[R4], [H6]). */
export { addToCounts, isOnline, isWorkerAvailable, noCounts } from './fleet-counts.ts';
export type { FleetIndex } from './fleet-index.ts';
export { FreeMemory } from './free-memory.ts';
export { type HiveRecord, silenceMs } from './hive-record.ts';
export { runOf } from './ownership.ts';
export { type PresentFleet, presentFleet } from './present-fleet.ts';
export { type HiveStatus, type IngestOutcome, Registry } from './registry.ts';
export { type RegistryEvent, workerChanges } from './registry-event.ts';
export { SWEEP_MS } from './timer-wheel.ts';
export { hiveView, workerView } from './views.ts';
