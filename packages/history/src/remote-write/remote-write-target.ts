import type { Mode } from './grid.ts';
import type { Labels } from './label-bytes.ts';

/** A store that gets the samples by Prometheus remote write 1.0. Plain data, so that it can be sent to a thread. */
export interface RemoteWriteTarget {
  /** Name of the target in metrics and messages. */
  readonly name: string;
  /** An http or https address, without a user. */
  readonly url: string;
  /** Time from one point of a series to the next with `means`, and between two requests with `raw`, milliseconds. */
  readonly intervalMs: number;
  /** `means`: a mean and a maximum for each interval. `raw`: the sample of each second. */
  readonly series: Mode;
  /** Labels that every series gets. */
  readonly labels: Labels;
  /** Headers without secrets. */
  readonly headers: Readonly<Record<string, string>>;
  /** File with one header a line. */
  readonly headersFile?: string;
  readonly bearerTokenFile?: string;
  readonly username?: string;
  /** File with the password of `username`. */
  readonly passwordFile?: string;
}

/** Bounds of the interval of a target, milliseconds. */
export const REMOTE_WRITE_INTERVAL = {
  least: 1_000,
  most: 300_000,
  /** With `raw` every second waits in memory for the end of its interval. */
  mostRaw: 15_000,
  byDefault: 15_000,
} as const;

/** Names of all labels that series have besides those of the target. */
export const OWN_LABELS: readonly string[] = [
  'engine',
  'gpu_uuid',
  'group',
  'hive_id',
  'index',
  'instance',
  'model',
  'name',
  'quantile',
];
