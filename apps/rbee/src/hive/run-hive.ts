import { createHive } from '@rbee/hive';
import { createMonitor } from '@rbee/monitor';
import type { Logger } from 'pino';
import { lookOptions } from '../look/index.ts';
import type { Outcome } from '../outcome.ts';
import type { HiveSettings } from '../settings/index.ts';
import { aborted } from '../time/index.ts';
import { type Heap, keepHeapSmall } from './keep-heap-small.ts';

/** What a hive needs from the process that it runs in. */
export interface HiveEdges {
  readonly version: string;
  readonly log: Logger;
  /** Operating system, as `process.platform` names it. */
  readonly platform: NodeJS.Platform;
  /** The heap, where it can be collected. */
  readonly heap: Heap | undefined;
  /** Asks it to stop. */
  readonly stop: AbortSignal;
  /** Called once it has started. */
  readonly onReady: () => void;
}

/** Runs a hive until it is asked to stop. */
export async function runHive(settings: HiveSettings, edges: HiveEdges): Promise<Outcome> {
  const { version, log, platform } = edges;
  const { hiveId, queenUrl, intervalMs } = settings;
  const monitor = createMonitor({ version, platform, ...lookOptions(settings) });
  const tidy = edges.heap ? keepHeapSmall(edges.heap) : () => {};
  const sample = () => {
    tidy();
    return monitor.sample();
  };
  const hive = createHive({ hiveId, queenUrl, intervalMs, version, monitor: { sample }, log });
  if (platform !== 'linux') {
    log.warn(
      `Workers cannot be monitored on ${platform}: this hive reports the machine only. Monitoring workers needs Linux.`,
    );
  }
  hive.start();
  log.info(`The hive ${hiveId} reports to ${queenUrl} every ${intervalMs / 1_000} s.`);
  edges.onReady();
  await aborted(edges.stop);
  await hive.stop();
  monitor.close();
  log.info('The hive has stopped.');
  return { code: 0 };
}
