/**
 * Samples one machine: its inference workers and the machine itself, in the types of the wire. It reads the kernel's
 * files, needs no root, and asks inference servers on their own sockets.
 */
export { createMonitor, type Monitor, type MonitorOptions, type Sample } from './create-monitor.ts';
export type { EngineOptions } from './engines/index.ts';
export type { Figure, Reading } from './figure.ts';
export type { Finding, FindingState } from './findings/index.ts';
export type { GpuCard, GpuFinding, GpuProcess, GpuReader } from './gpu-reader.ts';
export { ENGINE_NAMES, type Watch } from './processes/index.ts';
