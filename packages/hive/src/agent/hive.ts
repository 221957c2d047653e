import { randomUUID } from 'node:crypto';
import { ROUTES } from '@rbee/contract/plain';
import { LinkOrPostSender, LinkSender } from '../link/index.ts';
import { DeliveryLog, isLogged } from '../log.ts';
import { Outbox } from '../outbox.ts';
import { routeUrl } from '../queen-url.ts';
import { PacedSender, PostSender, type Sender } from '../sending/index.ts';
import { Shipper } from '../shipper.ts';
import { type Tick, Ticker } from '../ticker.ts';
import { HeartbeatFactory, type Lost } from './heartbeats.ts';
import { type HiveOptions, type HiveSettings, hiveSettings } from './options.ts';

/** Counters since the hive was made, and the present size of its outbox. */
export interface HiveStats {
  /** Samples taken. */
  readonly samples: number;
  /** Moments of the sampling grid without a sample, as the machine was too late. */
  readonly skipped: number;
  /** Samples that failed. */
  readonly sample_errors: number;
  /** Heartbeats that the queen accepted. */
  readonly sent: number;
  /** Heartbeats that the queen refused for good. */
  readonly refused: number;
  /** Attempts that failed and were or will be repeated. */
  readonly failed: number;
  /** Heartbeats dropped because the outbox was full. */
  readonly dropped: number;
  /** Heartbeats in the outbox, without those in flight, and the bytes of their JSON. */
  readonly waiting: number;
  readonly waiting_bytes: number;
}

/** The agent of one machine. */
export interface Hive {
  /** Takes the first sample at once and another every interval. Throws when called a second time. */
  start(): void;
  /** Stops sampling, waits up to a second for heartbeats in flight, and closes the connection. Drops what waits in the outbox. */
  stop(): Promise<void>;
  stats(): HiveStats;
}

/** Ten minutes at one heartbeat a second. */
const OUTBOX_LIMITS = { maxCount: 600, maxBytes: 16 * 1024 * 1024 };
const POST_TIMEOUT_MS = 5_000;
const STOP_GRACE_MS = 1_000;

/**
 * The agent: samples at a fixed interval, keeps the heartbeats that the queen has not accepted yet, and sends them ([H1], [L2],
 * [L4]).
 *
 * @throws RangeError that names the option that is wrong.
 */
export const createHive = (options: HiveOptions): Hive => new Agent(hiveSettings(options));

class Agent implements Hive {
  readonly #settings: HiveSettings;
  readonly #outbox = new Outbox(OUTBOX_LIMITS);
  readonly #sender: PacedSender;
  readonly #shipper: Shipper;
  readonly #heartbeats: HeartbeatFactory;
  readonly #counts = { samples: 0, skipped: 0, sample_errors: 0 };
  #ticker: Ticker | undefined;

  constructor(settings: HiveSettings) {
    const { clock, log, queenUrl, random, hiveId, intervalMs, version } = settings;
    this.#settings = settings;
    this.#sender = new PacedSender(senderFor(settings), random);
    this.#shipper = new Shipper({
      outbox: this.#outbox,
      sender: this.#sender,
      clock,
      log: new DeliveryLog(log, queenUrl.href.replace(/\/$/, ''), this.#outbox),
    });
    const identity = { hive_id: hiveId, interval_ms: intervalMs, boot_id: randomUUID(), version };
    this.#heartbeats = new HeartbeatFactory(identity, log);
  }

  start(): void {
    if (this.#ticker) throw new Error('this hive has already been started; create another one');
    const { clock, intervalMs } = this.#settings;
    this.#ticker = new Ticker(clock, intervalMs, (tick) => this.#onTick(tick));
  }

  async stop(): Promise<void> {
    this.#ticker?.stop();
    await this.#shipper.stop(STOP_GRACE_MS);
    this.#sender.close();
  }

  stats(): HiveStats {
    return {
      ...this.#counts,
      ...this.#shipper.counts,
      dropped: this.#outbox.dropped,
      waiting: this.#outbox.count,
      waiting_bytes: this.#outbox.bytes,
    };
  }

  #onTick({ skipped }: Tick): void {
    const { monitor, log } = this.#settings;
    this.#counts.skipped += skipped;
    try {
      this.#shipper.offer(this.#heartbeats.create(monitor.sample(), this.#lost()));
      this.#counts.samples += 1;
    } catch (error) {
      this.#counts.sample_errors += 1;
      if (isLogged(this.#counts.sample_errors)) log.warn(`A sample failed and is skipped: ${String(error)}`);
    }
  }

  #lost(): Lost {
    return {
      skipped: this.#counts.skipped,
      failed: this.#counts.sample_errors,
      dropped: this.#outbox.dropped,
      refused: this.#shipper.counts.refused,
    };
  }
}

function senderFor({ queenUrl, fetch, openLink, clock, random, log }: HiveSettings): Sender {
  const post = new PostSender({ queenUrl, fetch, clock, timeoutMs: POST_TIMEOUT_MS });
  if (!openLink) return post;
  const link = new LinkSender({ url: routeUrl(queenUrl, ROUTES.link), open: openLink, clock, random });
  return new LinkOrPostSender({ link, post, clock, random, log });
}
