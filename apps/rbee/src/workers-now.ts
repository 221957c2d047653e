import type { ProcessStats } from '@rbee/contract';
import { createMonitor } from '@rbee/monitor';
import { monitorOptions } from './monitor.ts';
import type { MonitorSettings } from './settings/index.ts';

/** The inference servers that run on this machine now; no GPU is asked. */
export const workersNow = (version: string, settings: Partial<MonitorSettings>): readonly ProcessStats[] =>
  createMonitor({ version, ...monitorOptions(settings), gpuReaders: [] }).sample().workers;
