import { randomUUID } from 'node:crypto';
import { ROUTES } from '@rbee/contract/plain';
import type { Sample } from '@rbee/monitor';
import { HiveToken } from './access/index.ts';
import { fitHeartbeat } from './fit-heartbeat.ts';
import { LinkOrPostSender } from './link/index.ts';
import { DeliveryLog, isLogged } from './log.ts';
import { type HiveOptions, type HiveSettings, hiveSettings } from './options.ts';
import { Outbox, type Waiting } from './outbox.ts';
import { routeUrl } from './queen-url.ts';
import { Sampling } from './sampling.ts';
import { PacedSender, PostSender, RetryPace } from './sending/index.ts';
import { Shipper } from './shipper.ts';
import { Ticker } from './ticker.ts';

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

/** Ten minutes at one heartbeat a second. */
const OUTBOX_LIMITS = { maxCount: 600, maxBytes: 16 * 1024 * 1024 };
const STOP_GRACE_MS = 1_000;

/**
 * Creates the agent of one machine; it does nothing until `start`.
 *
 * @throws RangeError that names the option that is wrong.
 */
export const createHive = (options: HiveOptions): Hive => new Hive(hiveSettings(options));

/**
 * The agent of one machine: samples at a fixed interval, keeps the heartbeats that the queen has not accepted yet, and sends
 * them ([H1], [L2], [L4]).
 */
export class Hive {
  readonly #settings: HiveSettings;
  readonly #bootId = randomUUID();
  readonly #outbox = new Outbox(OUTBOX_LIMITS);
  readonly #token: HiveToken;
  readonly #sender: PacedSender;
  readonly #shipper: Shipper;
  readonly #sampling: Sampling;
  readonly #counts = { samples: 0, skipped: 0, sample_errors: 0 };
  #nextSeq = 0;
  #hasWarned = false;
  #ticker: Ticker | undefined;

  constructor(settings: HiveSettings) {
    this.#settings = settings;
    const { clock, log } = settings;
    this.#token = new HiveToken({
      ...settings,
      source: settings.token,
      onChange: () => this.#sender.renew(),
    });
    this.#sender = senderOf(settings, this.#token);
    this.#shipper = new Shipper({
      outbox: this.#outbox,
      sender: this.#sender,
      clock,
      log: deliveryLogOf(settings, this.#token, this.#outbox),
    });
    this.#sampling = new Sampling({
      source: settings.monitor,
      clock,
      intervalMs: settings.intervalMs,
      onSample: (sample, isLate) => this.#offer(sample, isLate),
      onError: (error) => this.#fail(error),
      onLate: (isLate) => {
        if (isLate)
          log.warn('A sample does not come; until one does, heartbeats say timeout for the workers.');
        else log.info('Samples come again.');
      },
    });
  }

  /** Takes the first sample at once and another every interval. Throws when called a second time. */
  start(): void {
    if (this.#ticker) throw new Error('this hive has already been started; create another one');
    const { clock, intervalMs } = this.#settings;
    this.#ticker = new Ticker(clock, intervalMs, ({ skipped }) => this.#takeSample(skipped));
  }

  /** Stops sampling, waits up to a second for heartbeats in flight, and closes the connection. Drops what waits in the outbox. */
  async stop(): Promise<void> {
    this.#ticker?.stop();
    this.#sampling.stop();
    this.#token.stop();
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

  #takeSample(skipped: number): void {
    this.#token.checkAge();
    this.#counts.skipped += skipped;
    if (!this.#sampling.ask()) this.#counts.skipped += 1;
  }

  #offer(sample: Sample, isLate: boolean): void {
    try {
      this.#shipper.offer(this.#heartbeatOf(sample));
      if (!isLate) this.#counts.samples += 1;
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const { log } = this.#settings;
    this.#counts.sample_errors += 1;
    if (isLogged(this.#counts.sample_errors)) log.warn(`A sample failed and is skipped: ${String(error)}`);
  }

  /** The next heartbeat ([H1], [H6]). `node.agent.lost` counts the samples that never reached the queen. */
  #heartbeatOf({ timestamp, workers, node }: Sample): Waiting {
    const { hiveId, intervalMs, version, log } = this.#settings;
    const seq = this.#nextSeq;
    const lost = {
      skipped: this.#counts.skipped,
      failed: this.#counts.sample_errors,
      dropped: this.#outbox.dropped,
      refused: this.#shipper.counts.refused,
    };
    const { heartbeat, bytes, leftOut } = fitHeartbeat({
      hive_id: hiveId,
      interval_ms: intervalMs,
      boot_id: this.#bootId,
      version,
      timestamp,
      workers,
      seq,
      node: { ...node, agent: { ...node.agent, lost } },
    });
    if (leftOut > 0 && !this.#hasWarned) {
      this.#hasWarned = true;
      const kept = heartbeat.workers.length;
      log.warn(`A heartbeat can carry only ${kept} of this machine's workers; ${leftOut} are left out.`);
    }
    this.#nextSeq += 1;
    return { heartbeat, bytes, seq };
  }
}

/** The way to the queen: over a link or by POST, with waits. */
function senderOf(settings: HiveSettings, token: HiveToken): PacedSender {
  const { clock, log, queenUrl, random, fetch, openLink } = settings;
  const pace = new RetryPace(random);
  const post = new PostSender({ queenUrl, fetch, clock, pace, token });
  const url = routeUrl(queenUrl, ROUTES.link);
  const sender = openLink
    ? new LinkOrPostSender({ url, open: openLink, post, clock, pace, random, log, token })
    : post;
  return new PacedSender(sender, pace, () => token.refused());
}

const deliveryLogOf = ({ log, queenUrl, onReport }: HiveSettings, token: HiveToken, backlog: Outbox) =>
  new DeliveryLog(log, {
    queen: queenUrl.href.replace(/\/$/, ''),
    backlog,
    hasToken: () => token.current !== undefined,
    onFirst: onReport,
  });
