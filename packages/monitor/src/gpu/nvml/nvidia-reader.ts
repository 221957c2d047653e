import { missing, type Reading } from '../../figure.ts';
import type { GpuCard, GpuFinding, GpuReader } from '../../gpu-reader.ts';
import { ANSWER_MS, DriverClient } from './driver-client.ts';
import { hasDriver, type NvidiaPlaces, type PciCard, pciCards, smiProgram } from './driver-presence.ts';
import type { StartProcess } from './driver-process.ts';
import { remedyFor } from './remedies.ts';
import { ShownCards } from './shown-cards.ts';
import { SmiCards } from './smi/index.ts';
import { cardsOf, reasonOfFailure, shownText } from './told-cards.ts';

/** Time for which a sample waits for the driver. A later answer is for the next sample. */
const WAIT_MS = 100;
/** The same where samples are too rare for that, and the driver is known to be slower. */
const MAX_WAIT_MS = 1_000;
/** Time between two looks for a driver. */
const LOOK_MS = 10_000;

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
  /** Starts the `nvidia-smi` of this path with these arguments. */
  readonly startSmi: (path: string) => Promise<(args: readonly string[]) => StartProcess>;
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
  /** In place of the client where the library cannot be loaded. */
  #smi: SmiCards | undefined;
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
    if (this.#areAllAsleep) return this.#smi?.close();
    await this.#ask(awake.length < this.#pciCards.length ? awake : null);
  }

  async #ask(awake: readonly string[] | null): Promise<void> {
    this.#smi ??= await this.#smiInstead();
    if (this.#smi) return this.#smi.keepRunning(awake);
    this.#client ??= new DriverClient(await this.#edges.startDriver(), this.#edges.monotonicMs);
    const waitMs = this.#waitMs(this.#client);
    const answered = this.#client.ask(awake);
    // A driver that has not answered since an earlier sample is not waited for again.
    if (!answered) return;
    const { passed, cancel } = this.#edges.wait(waitMs);
    await Promise.race([answered, passed]);
    cancel();
  }

  /** The cards by `nvidia-smi`, if the library cannot be loaded and the program is installed. */
  async #smiInstead(): Promise<SmiCards | undefined> {
    const reply = this.#client?.last?.reply;
    const program =
      reply && 'failure' in reply && reply.failure === 'no_library' ? smiProgram(this.#options) : undefined;
    if (program === undefined) return undefined;
    this.#client?.close();
    return new SmiCards(await this.#edges.startSmi(program), this.#edges.monotonicMs);
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
    if (this.#smi) return { through: 'nvidia-smi', missing: [] };
    const reply = this.#client?.last?.reply;
    if (!reply) return { through: null, missing: [] };
    if ('cards' in reply) return { through: `NVML ${shownText(reply.version)}`.trim(), missing: [] };
    const remedy = remedyFor(reply.failure, this.#options);
    return { through: null, missing: remedy === undefined ? [] : [remedy] };
  }

  close(): void {
    this.#end();
    this.#lookedAtMs = Number.NEGATIVE_INFINITY;
  }

  #look(): void {
    const nowMs = this.#edges.monotonicMs();
    if (nowMs - this.#lookedAtMs < LOOK_MS) return;
    this.#lookedAtMs = nowMs;
    this.#isPresent = this.#options.nvmlLibrary !== undefined || hasDriver(this.#options);
    if (!this.#isPresent) this.#end();
  }

  #end(): void {
    this.#client?.close();
    this.#smi?.close();
    this.#client = undefined;
    this.#smi = undefined;
  }

  get #areAllAsleep(): boolean {
    return this.#pciCards.length > 0 && this.#pciCards.every((it) => it.isAsleep);
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
    const read = this.#smi ? this.#smi.read() : this.#lastAnswer();
    if (!read.ok) {
      const isListed = read.reason !== 'driver_unsupported' && this.#shown.areKnown;
      if (isListed) return { ok: true, value: this.#shown.without(read.reason) };
      return this.#areAllAsleep ? { ok: true, value: [] } : read;
    }
    const cards = this.#shown.remember(read.value, this.#pciCards);
    return { ok: true, value: cards.map((it) => this.#withOwnPids(it)) };
  }

  #lastAnswer(): Reading<readonly GpuCard[]> {
    const last = this.#client?.last;
    if (!last) return missing('timeout');
    if ('failure' in last.reply) return missing(reasonOfFailure(last.reply.failure));
    return this.#ageMs(last.atMs) > ANSWER_MS
      ? missing('timeout')
      : { ok: true, value: cardsOf(last.reply.cards) };
  }

  #withOwnPids(card: GpuCard): GpuCard {
    return this.#options.foreignPidNamespace ? { ...card, processes: missing('pid_namespace') } : card;
  }
}
