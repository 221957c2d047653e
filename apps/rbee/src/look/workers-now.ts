import type { ProcessStats } from '@rbee/contract';
import { createMonitor } from '@rbee/monitor';
import type { LookSettings } from '../settings/index.ts';
import { lookOptions } from './look-options.ts';

/** The workers that run on this machine now. */
export const workersNow = (version: string, settings: Partial<LookSettings>): readonly ProcessStats[] =>
  createMonitor({ version, ...lookOptions(settings) }).sample().workers;
