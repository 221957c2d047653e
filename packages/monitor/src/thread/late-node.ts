import type { NodeStats } from '@rbee/contract';
import { type Figure, known, missing } from '../figure.ts';
import { nodeStats, unreadMachine } from '../node/index.ts';
import { Meter } from '../rates/index.ts';
import type { ThreadOptions } from './serve-samples.ts';

const TIMEOUT = missing('timeout');
const UNSEEN = { unreadable: null, unknown: { workers: 'timeout' } } as const;

/**
 * The machine for a time in which nothing of it may be read, because any file may block: even `/proc/meminfo` can belong
 * to a program (LXCFS). It has what the system answers without a file and what does not change; the rest is `timeout`.
 */
export class LateNode {
  readonly #options: Pick<ThreadOptions, 'version' | 'platform'>;
  readonly #meter = new Meter();
  #cpuCount: Figure = TIMEOUT;
  #ramTotalMb: Figure = TIMEOUT;

  constructor(options: Pick<ThreadOptions, 'version' | 'platform'>) {
    this.#options = options;
  }

  /** Keeps what does not change. */
  keep({ cpu_count, ram_total_mb, unknown = {} }: NodeStats): void {
    if (!('cpu_count' in unknown)) this.#cpuCount = known(cpu_count);
    if (!('ram_total_mb' in unknown)) this.#ramTotalMb = known(ram_total_mb);
  }

  read(atMs: number): NodeStats {
    const { version, platform = process.platform } = this.#options;
    const machine = unreadMachine(platform, {
      cpuCount: this.#cpuCount,
      ramTotalMb: this.#ramTotalMb,
      gap: TIMEOUT,
    });
    const moment = { meter: this.#meter, atMs };
    const node = nodeStats(machine, version, moment, { cards: [], gap: TIMEOUT }, UNSEEN, TIMEOUT);
    this.#meter.endSample();
    return node;
  }
}
