import { LIMITS } from '@rbee/contract/plain';
import { missing, type Reading } from '../../../figure.ts';
import type { GpuCard } from '../../../gpu-reader.ts';
import type { StartProcess } from '../driver-process.ts';
import type { ToldCard, ToldProcesses } from '../protocol.ts';
import { cardsOf } from '../told-cards.ts';
import { SmiStream } from './smi-stream.ts';
import {
  CARD_QUERY,
  cardOfLine,
  PROCESS_QUERY,
  processOfLine,
  type SmiCard,
  type SmiProcess,
  USE_QUERY,
  UseLines,
} from './smi-text.ts';

/** Lines come once a second; what was not repeated for this time is over. */
const CURRENT_MS = 2_000;
/** Processes of all cards that are kept at most. */
const MAX_PROCESSES = 8_192;

/** What a line said, and when it came. */
interface Heard<T> {
  readonly value: T;
  readonly atMs: number;
}

/** The running programs. */
type Streams = Readonly<Record<'cards' | 'processes' | 'uses', SmiStream>>;

/**
 * NVIDIA's cards as `nvidia-smi` describes them, for machines where its library cannot be loaded into Node. Three of
 * these programs keep running and write lines every second: starting one for each sample would cost more than all the
 * rest.
 */
export class SmiCards {
  readonly #start: (args: readonly string[]) => StartProcess;
  readonly #monotonicMs: () => number;
  readonly #cards = new Map<string, Heard<SmiCard>>();
  readonly #processes = new Map<string, Heard<SmiProcess>>();
  /** Use by card index and pid. */
  readonly #uses = new Map<string, Heard<number | null>>();
  /** Indexes of cards whose processes have had a use: for these, none means idle. */
  readonly #tellsUse = new Set<number>();
  #streams: Streams | undefined;
  #asked: string | undefined;

  constructor(start: (args: readonly string[]) => StartProcess, monotonicMs: () => number) {
    this.#start = start;
    this.#monotonicMs = monotonicMs;
  }

  /** Keeps the programs running, for the cards of these PCI addresses, or for all if it is null. */
  keepRunning(awake: readonly string[] | null): void {
    const asked = awake?.join() ?? '';
    if (asked !== this.#asked) this.close();
    this.#asked = asked;
    this.#streams ??= this.#open(asked);
    for (const it of Object.values(this.#streams)) it.keepRunning(this.#monotonicMs());
  }

  /** The cards of the last lines. */
  read(): Reading<readonly GpuCard[]> {
    const nowMs = this.#monotonicMs();
    for (const map of [this.#cards, this.#processes, this.#uses]) dropOld(map, nowMs);
    if (this.#cards.size === 0) return missing('timeout');
    const hasParts = [...this.#processes.values()].some(({ value }) => value.uuid.startsWith('MIG-'));
    const cards = [...this.#cards.values()].map(({ value }): ToldCard => {
      // A divided card has no use, and its processes are those of parts that no line assigns to a card.
      if (hasParts && value.use === 'not_exposed') return { ...value, use: 'mig', processes: 'mig' };
      const processes = this.#hasHeardProcesses ? this.#processesOf(value) : ('timeout' as const);
      return { ...value, processes };
    });
    return { ok: true, value: cardsOf(cards.toSorted((a, b) => a.index - b.index)) };
  }

  /** Ends the programs. */
  close(): void {
    for (const it of Object.values(this.#streams ?? {})) it.close();
    this.#streams = undefined;
    for (const map of [this.#cards, this.#processes, this.#uses]) map.clear();
  }

  #open(asked: string): Streams {
    const which = asked === '' ? [] : ['-i', asked];
    const stream = (args: readonly string[], onLine: (line: string) => void, mayBeSilent: boolean) =>
      new SmiStream(this.#start([...args, ...which]), onLine, mayBeSilent);
    const uses = new UseLines();
    return {
      cards: stream(CARD_QUERY, (line) => this.#takeCard(line), false),
      processes: stream(PROCESS_QUERY, (line) => this.#takeProcess(line), true),
      uses: stream(USE_QUERY, (line) => this.#takeUse(uses, line), true),
    };
  }

  #takeCard(line: string): void {
    const value = cardOfLine(line);
    if (value && (this.#cards.has(value.uuid) || this.#cards.size < LIMITS.maxGpus)) {
      this.#cards.set(value.uuid, { value, atMs: this.#monotonicMs() });
    }
  }

  #takeProcess(line: string): void {
    const value = processOfLine(line);
    if (!value || this.#processes.size >= MAX_PROCESSES) return;
    this.#processes.set(`${value.uuid} ${value.pid}`, { value, atMs: this.#monotonicMs() });
  }

  #takeUse(uses: UseLines, line: string): void {
    const use = uses.read(line);
    if (!use || this.#uses.size >= MAX_PROCESSES) return;
    if (use.pct !== null) this.#tellsUse.add(use.index);
    this.#uses.set(`${use.index} ${use.pid}`, { value: use.pct, atMs: this.#monotonicMs() });
  }

  /** A card without processes has no lines, so at first it is not known whether there are any. */
  get #hasHeardProcesses(): boolean {
    return (this.#streams?.processes.ranMs ?? 0) >= CURRENT_MS || this.#processes.size > 0;
  }

  #processesOf({ uuid, index }: SmiCard): ToldProcesses {
    const numbers: number[] = [];
    let memoryGap: ToldProcesses['memoryGap'] = 'wddm';
    for (const { value } of this.#processes.values()) {
      if (value.uuid !== uuid) continue;
      const isKnown = typeof value.memory === 'number';
      if (typeof value.memory === 'string') memoryGap = value.memory;
      numbers.push(value.pid, 1, isKnown ? Number(value.memory) : -1, this.#pctOf(index, value.pid));
    }
    return { numbers, memoryGap, useGap: 'not_exposed' };
  }

  #pctOf(index: number, pid: number): number {
    const idle = this.#tellsUse.has(index) ? 0 : -1;
    return this.#uses.get(`${index} ${pid}`)?.value ?? idle;
  }
}

function dropOld(map: Map<string, Heard<unknown>>, nowMs: number): void {
  for (const [key, { atMs }] of map) if (nowMs - atMs > CURRENT_MS) map.delete(key);
}
