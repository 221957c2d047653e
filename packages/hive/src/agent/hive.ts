import { randomUUID } from 'node:crypto';
import { ROUTES } from '@rbee/contract/plain';
import { createLinkSender, withLink } from '../link/index.ts';
import { createOutbox } from '../outbox/index.ts';
import { createDeliveryLog, worthALine } from '../reporting/index.ts';
import { startSteady, type Tick } from '../sampling/index.ts';
import { addressOf, createPostSender, type Sender, withBackoff } from '../sending/index.ts';
import { createShipper } from '../shipping/index.ts';
import { createHeartbeats } from './heartbeats.ts';
import { type HiveOptions, type HiveSettings, hiveSettings } from './options.ts';

/** What a hive did since it was made: counts, and what waits now. */
export interface HiveStats {
  /** Samples taken. */
  readonly samples: number;
  /** Moments of the sampling grid that passed without a sample, as the machine was too late. */
  readonly skipped: number;
  /** Samples that failed. */
  readonly sample_errors: number;
  /** Heartbeats that the queen took. */
  readonly sent: number;
  /** Heartbeats that the queen refused for good. */
  readonly refused: number;
  /** Tries that failed and were or will be made again. */
  readonly failed: number;
  /** Heartbeats dropped because the outbox was full. */
  readonly dropped: number;
  /** Heartbeats that wait now, without those on their way, and the bytes of their JSON. */
  readonly waiting: number;
  readonly waiting_bytes: number;
}

/** One machine's agent. */
export interface Hive {
  /** Takes the first sample at once and goes on every interval. A hive starts once; it throws the second time. */
  start(): void;
  /** Takes no more samples, gives what is on its way a short grace, then resolves. What waits is let go. */
  stop(): Promise<void>;
  stats(): HiveStats;
}

/** Ten minutes at one heartbeat a second. */
const OUTBOX_LIMITS = { maxCount: 600, maxBytes: 16 * 1024 * 1024 };
const POST_TIMEOUT_MS = 5_000;
const STOP_GRACE_MS = 1_000;

/**
 * The agent: samples on a steady clock, keeps what the queen did not take, and ships it ([H1], [L2], [L4]).
 * Throws when an option is wrong, naming it.
 */
export function createHive(options: HiveOptions): Hive {
  const settings = hiveSettings(options);
  const { clock, log } = settings;
  const outbox = createOutbox(OUTBOX_LIMITS);
  const sender = withBackoff(senderOf(settings), settings.random);
  const shipper = createShipper({
    outbox,
    clock,
    sender,
    log: deliveryLogOf(settings, outbox),
  });
  const counts = { samples: 0, skipped: 0, sample_errors: 0 };
  const heartbeatOf = createHeartbeats(identityOf(settings), log, () => ({
    ...{ skipped: counts.skipped, failed: counts.sample_errors },
    ...{ dropped: outbox.dropped, refused: shipper.counts.refused },
  }));
  let stopSampling: (() => void) | undefined;

  const onTick = (tick: Tick): void => {
    counts.skipped += tick.skipped;
    try {
      shipper.offer(heartbeatOf(settings.monitor.sample()));
      counts.samples += 1;
    } catch (error) {
      counts.sample_errors += 1;
      if (worthALine(counts.sample_errors)) log.warn(`A sample failed and is left out: ${String(error)}`);
    }
  };

  return {
    start: () => {
      if (stopSampling) throw new Error('this hive was started before; make another one');
      stopSampling = startSteady(clock, settings.intervalMs, onTick);
    },
    stop: async () => {
      stopSampling?.();
      await shipper.stop(STOP_GRACE_MS);
      sender.close();
    },
    stats: () => ({
      ...counts,
      ...shipper.counts,
      dropped: outbox.dropped,
      waiting: outbox.count,
      waiting_bytes: outbox.bytes,
    }),
  };
}

/** Over the link, and by POST where there can be none. */
function senderOf({ queenUrl, fetch, openLink, clock, random, log }: HiveSettings): Sender {
  const post = createPostSender({ queenUrl, fetch, clock, timeoutMs: POST_TIMEOUT_MS });
  if (!openLink) return post;
  const link = createLinkSender({ url: addressOf(queenUrl, ROUTES.link), open: openLink, clock, random });
  return withLink({ link, post, clock, random, log });
}

const deliveryLogOf = (
  { log, queenUrl }: HiveSettings,
  backlog: { readonly count: number; readonly dropped: number },
) => createDeliveryLog(log, queenUrl.href.replace(/\/$/, ''), () => backlog);

const identityOf = ({ hiveId, intervalMs, version }: HiveSettings) => ({
  hive_id: hiveId,
  interval_ms: intervalMs,
  boot_id: randomUUID(),
  version,
});
