/**
 * One machine to numbers: the inference workers that run on it and the machine itself, as the wire wants them. Reads
 * the kernel's files, needs no root, knows no network.
 */
export { createMonitor } from './create-monitor.ts';
export type { Finding, FindingState } from './findings/index.ts';
export type { Monitor, MonitorOptions, Sample } from './monitor.ts';
export type { Watch } from './processes/index.ts';
