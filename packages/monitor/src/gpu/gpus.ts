import type { Missing, Reading } from '../figure.ts';
import type { GpuCandidate, GpuFinding, GpuReader } from '../gpu-reader.ts';
import { gapOf, unlistedGpus, type VendorReading } from './gap.ts';
import { type GpuHolders, GpuSample } from './gpu-sample.ts';
import { LastHolders } from './last-holders.ts';
import type { Presence, PresentGpu } from './presence.ts';

/** What was found of the GPUs of a machine, for `rbee doctor`. */
export interface GpuFacts {
  /** Null if only the readers say which GPUs there are. */
  readonly present: Reading<readonly PresentGpu[]> | null;
  /** The GPUs of the machine that no reader gave. */
  readonly unlisted: readonly PresentGpu[];
  /** One for each reader, in their order. */
  readonly vendors: readonly (VendorReading & GpuFinding)[];
  /** Why GPUs may be missing; undefined if all were read. */
  readonly gap: Missing | undefined;
}

/** The GPUs of a machine, from sample to sample. */
export class Gpus {
  readonly #readers: readonly GpuReader[];
  readonly #presence: Pick<Presence, 'read'> | null;
  readonly #lastHolders = new LastHolders();
  #readings: readonly VendorReading[] = [];
  #present: GpuFacts['present'] = null;

  /** Without `presence` the machine has the GPUs that the readers give, and no others. */
  constructor(readers: readonly GpuReader[], presence: Pick<Presence, 'read'> | null) {
    this.#readers = readers;
    this.#presence = presence;
  }

  /** Asks drivers that answer in another process. Never rejects. */
  async prepare(): Promise<void> {
    await Promise.all(this.#readers.map((it) => it.prepare?.()));
  }

  /**
   * Reads all GPUs; `processes` are all that the hive sees, `atMs` is a monotonic clock. `holders` are the processes
   * that compute on a GPU, or did when its driver last told it.
   */
  read(
    processes: ReadonlyMap<number, GpuCandidate>,
    atMs: number,
  ): { readonly sample: GpuSample; readonly holders: GpuHolders } {
    this.#present = this.#presence?.read(atMs) ?? null;
    this.#readings = this.#readers.map((it) => ({
      vendor: it.vendor,
      reading: it.read(processes.values(), atMs),
    }));
    const cards = this.#readings.map(({ reading }) => (reading.ok ? reading.value : []));
    const sample = new GpuSample(cards, this.#gap);
    return { sample, holders: this.#lastHolders.next(sample, processes) };
  }

  /** Explains the last `read`. */
  facts(): GpuFacts {
    const vendors = this.#readings.flatMap((it, at) => {
      const finding = this.#readers[at]?.finding();
      return finding ? [{ ...it, ...finding }] : [];
    });
    const present = this.#present;
    const unlisted = present?.ok ? unlistedGpus(this.#readings, present.value) : [];
    return { present, unlisted, vendors, gap: this.#gap };
  }

  /** True if a driver that was asked had not answered by the last `read`. */
  get isWaiting(): boolean {
    return this.#readings.some(
      ({ reading }) => !reading.ok && (reading.reason === 'timeout' || reading.reason === 'first_sample'),
    );
  }

  /** Releases the drivers. A later `read` opens them again. */
  close(): void {
    for (const it of this.#readers) it.close();
  }

  get #gap(): Missing | undefined {
    return gapOf(this.#readings, this.#present);
  }
}
