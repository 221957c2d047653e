import { createHive } from '@rbee/hive';
import { createThreadedMonitor } from '@rbee/monitor/threaded-monitor';
import type { Logger } from 'pino';
import { type EngineKeys, keysInFiles } from './engine-keys.ts';
import { type Heap, heapLimiter } from './heap-limiter.ts';
import { type PrepareEdges, prepareAccess } from './hive-access/index.ts';
import { engineOptions, monitorOptions } from './monitor.ts';
import type { Outcome } from './outcome.ts';
import type { ProcessEdges } from './process-edges.ts';
import type { HiveSettings } from './settings/index.ts';
import { aborted } from './time/index.ts';

/** What a hive needs from its process. */
export interface HiveEdges extends Pick<ProcessEdges, 'version' | 'force' | 'onReady'>, PrepareEdges {
  readonly log: Logger;
  /** The heap of this thread; undefined if Node does not let programs collect garbage. */
  readonly heap: Heap | undefined;
  /** Keys of engines that environment variables gave. */
  readonly keys: EngineKeys;
}

/** Time that the thread that takes samples has to end. */
const THREAD_GRACE_MS = 1_000;

/** Runs a hive until `stop` aborts. */
export async function runHive(settings: HiveSettings, edges: HiveEdges): Promise<Outcome> {
  const { version, log, platform } = edges;
  const { intervalMs } = settings;
  edges.onReady(); // systemd waits for it, and a queen to join may come up much later
  const access = await prepareAccess(settings, edges);
  if (!access.ok) return { code: 2, sentence: `rbee hive: ${access.sentence}.` };
  if (edges.stop.aborted) return { code: 0 };
  const { hiveId, queenUrl } = access;
  if (settings.queenCa !== undefined && queenUrl.startsWith('http:'))
    log.warn('--queen-ca has no effect: the address of the queen begins with http, so there is no TLS.');
  const program = new URL('./sampler.ts', import.meta.url);
  const { keys, complaints } = keysInFiles(settings.engineKeyFiles);
  for (const it of complaints) log.warn(`${it}; its engine is asked without a key.`);
  const engines = engineOptions(settings, [...keys, ...edges.keys]);
  const options = { version, platform, ...monitorOptions(settings), engines };
  const monitor = createThreadedMonitor(options, { program, log });
  const limitHeap = heapLimiter(edges.heap);
  const source = {
    sample: () => {
      limitHeap();
      return monitor.sample();
    },
    late: () => monitor.late(),
  };
  const onReport = () => log.info(`The hive ${hiveId} reports to ${queenUrl}.`);
  const hive = createHive({ ...access, intervalMs, version, monitor: source, log, onReport });
  if (platform !== 'linux') {
    log.warn(
      `Workers cannot be monitored on ${platform}: this hive reports the machine only. Monitoring workers needs Linux.`,
    );
  }
  hive.start();
  log.info(`The hive ${hiveId} starts: one heartbeat to ${queenUrl} every ${intervalMs / 1_000} s.`);
  await aborted(edges.stop);
  await Promise.race([hive.stop(), aborted(edges.force)]);
  const haveEnded = await monitor.close(THREAD_GRACE_MS);
  log.info('The hive has stopped.');
  return { code: edges.force.aborted ? 1 : 0, ...(haveEnded ? {} : { isBlocked: true }) };
}
