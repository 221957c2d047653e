import { missing, type Reading } from '../../figure.ts';
import type { GpuCard, GpuFinding, GpuReader } from '../../gpu-reader.ts';
import { ANSWER_MS, DriverClient } from './driver-client.ts';
import { hasDriver, type NvidiaPlaces, type PciCard, pciCards } from './driver-presence.ts';
import type { StartProcess } from './driver-process.ts';
import type { Failure } from './protocol.ts';
import { ShownCards } from './shown-cards.ts';
import { cardsOf, reasonOfFailure, shownText } from './told-cards.ts';

/** Time for which a sample waits for the driver. A later answer is for the next sample. */
const WAIT_MS = 100;
/** The same where samples are too rare for that, and the driver is known to be slower. */
const MAX_WAIT_MS = 1_000;
/** Time between two looks for a driver. */
const LOOK_MS = 10_000;

/** What to do about a driver without cards, for `rbee doctor`; the other reasons explain themselves. */
const REMEDIES: Readonly<Partial<Record<Failure, string>>> = {
  no_library:
    "NVIDIA's library libnvidia-ml.so.1 was not found or cannot be loaded; install it (apt install libnvidia-ml1), in a container start it with --gpus all and NVIDIA_DRIVER_CAPABILITIES=utility, or name it with --nvml-library",
  library_mismatch:
    "NVIDIA's library and kernel module have different versions, as after an upgrade of the driver; restart the machine",
  driver_unsupported: "NVIDIA's kernel module is not loaded (modprobe nvidia)",
};

/** Where NVIDIA's driver shows itself, and what the reader is told about it. */
export interface NvidiaOptions extends NvidiaPlaces {
  /** True if the pids of the driver mean nothing in `procRoot`. */
  readonly foreignPidNamespace: boolean;
  /** The library to load; without it the usual places are searched if the machine has a driver. */
  readonly nvmlLibrary?: string | undefined;
}

/** What a reader needs of its process. */
export interface NvidiaEdges {
  /** Starts the process that calls the driver. */
  readonly startDriver: () => Promise<StartProcess>;
  readonly monotonicMs: () => number;
  /** A promise that resolves after `ms` milliseconds unless it is cancelled. */
  readonly wait: (ms: number) => { readonly passed: Promise<void>; readonly cancel: () => void };
}

/** Reads NVIDIA's cards. The driver is called in another process, so that it cannot block or end this one. */
export class NvidiaReader implements GpuReader {
  readonly vendor = 'nvidia';
  readonly #options: NvidiaOptions;
  readonly #edges: NvidiaEdges;
  readonly #shown = new ShownCards();
  #client: DriverClient | undefined;
  #isPresent = false;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #pciCards: readonly PciCard[] = [];

  constructor(options: NvidiaOptions, edges: NvidiaEdges) {
    this.#options = options;
    this.#edges = edges;
  }

  async prepare(): Promise<void> {
    this.#look();
    if (!this.#isPresent) return;
    this.#pciCards = pciCards(this.#options);
    const awake = this.#pciCards.filter((it) => !it.isAsleep).map((it) => it.pci);
    const areAllAsleep = awake.length === 0 && this.#pciCards.length > 0;
    if (areAllAsleep) return;
    this.#client ??= new DriverClient(await this.#edges.startDriver(), this.#edges.monotonicMs);
    const { passed, cancel } = this.#edges.wait(this.#waitMs(this.#client));
    const answered = this.#client.ask(awake.length < this.#pciCards.length ? awake : null);
    await Promise.race([answered, passed]);
    cancel();
  }

  read(): Reading<readonly GpuCard[]> {
    if (!this.#isPresent) return missing('driver_unsupported');
    const read = this.#readAwake();
    if (!read.ok) return read;
    const asleep = this.#shown.asleep(this.#pciCards);
    const awake = read.value.filter((it) => asleep.every((other) => other.uuid !== it.uuid));
    return { ok: true, value: [...awake, ...asleep].toSorted((a, b) => a.index - b.index) };
  }

  finding(): GpuFinding {
    const reply = this.#client?.last?.reply;
    if (!reply) return { through: null, missing: [] };
    if ('cards' in reply) return { through: `NVML ${shownText(reply.version)}`.trim(), missing: [] };
    const remedy = REMEDIES[reply.failure];
    return { through: null, missing: remedy === undefined ? [] : [remedy] };
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
    this.#lookedAtMs = Number.NEGATIVE_INFINITY;
  }

  #look(): void {
    const nowMs = this.#edges.monotonicMs();
    if (nowMs - this.#lookedAtMs < LOOK_MS) return;
    this.#lookedAtMs = nowMs;
    this.#isPresent = this.#options.nvmlLibrary !== undefined || hasDriver(this.#options);
    if (!this.#isPresent) this.#client?.close();
  }

  #waitMs({ last }: DriverClient): number {
    if (!last || this.#ageMs(last.atMs) < ANSWER_MS) return WAIT_MS;
    return Math.min(MAX_WAIT_MS, Math.max(WAIT_MS, 2 * last.tookMs));
  }

  #ageMs(atMs: number): number {
    return this.#edges.monotonicMs() - atMs;
  }

  /** The cards that may be asked. Before the first answer it is not known which there are. */
  #readAwake(): Reading<readonly GpuCard[]> {
    const last = this.#client?.last;
    if (!last) {
      const areAllAsleep = this.#pciCards.length > 0 && this.#pciCards.every((it) => it.isAsleep);
      return areAllAsleep ? { ok: true, value: [] } : missing('timeout');
    }
    if ('failure' in last.reply) return missing(reasonOfFailure(last.reply.failure));
    if (this.#ageMs(last.atMs) > ANSWER_MS) return { ok: true, value: this.#shown.without('timeout') };
    const cards = cardsOf(last.reply.cards).map((it) => this.#withOwnPids(it));
    this.#shown.remember(cards, this.#pciCards);
    return { ok: true, value: cards };
  }

  #withOwnPids(card: GpuCard): GpuCard {
    return this.#options.foreignPidNamespace ? { ...card, processes: missing('pid_namespace') } : card;
  }
}
