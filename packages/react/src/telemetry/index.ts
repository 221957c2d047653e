export {
  type Activity,
  isBusy,
  type PulseReading,
  pulseOf,
  type Standing,
  standingOf,
} from './activity.ts';
export { inOrder, workerName } from './order.ts';
export { type Reading, readingOf, sharedReason, type UnknownReading } from './reading.ts';
export type { HiveData, WorkerTelemetry } from './telemetry.ts';
