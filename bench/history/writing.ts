import {
  changeFleet,
  type Directories,
  encodeFleet,
  encodeRolled,
  encodeSecond,
  encodeSeconds,
  type FleetFields,
  FleetNames,
  Head,
  rollUpSeconds,
} from '../../packages/history/src/blocks/index.ts';
import type { Layout, RolledBlock, Second, SecondsBlock } from '../../packages/history/src/index.ts';
import { Cpu } from './cpu.ts';
import { zstdOf } from './reference.ts';

/** What is measured of the way from a second to blocks. */
export type WritingPart = 'fill' | 'blocks' | 'fleet' | 'log' | 'reference';

/** Directories of one file, in memory. */
export class MemoryDirectories implements Directories {
  readonly #numbers = new Map<string, number>();
  readonly #known = new WeakMap<Uint8Array, number>();
  readonly #all: Uint8Array[] = [];

  numberOf(bytes: Uint8Array): number {
    const known = this.#known.get(bytes);
    if (known !== undefined) return known;
    const key = Buffer.from(bytes).toString('latin1');
    const number = this.#numbers.get(key) ?? this.#all.push(bytes);
    this.#numbers.set(key, number);
    this.#known.set(bytes, number);
    return number;
  }

  bytesOf(number: number): Uint8Array | undefined {
    return this.#all[number - 1];
  }

  get bytes(): number {
    return this.#all.reduce((sum, it) => sum + it.length, 0);
  }
}

/** Takes seconds as the thread that writes does, but keeps what it makes in memory. */
export class Writing {
  readonly cpu = new Cpu<WritingPart>();
  readonly directories = new MemoryDirectories();
  readonly names = new FleetNames();
  readonly seconds: Uint8Array[] = [];
  readonly rolled: Uint8Array[] = [];
  readonly fleet: Uint8Array[] = [];
  readonly #head = new Head({ maxAgeMs: 86_400_000, maxCells: 1e9 });
  readonly #layouts = new Map<number, Layout>();
  readonly #minutes = new Map<number, RolledBlock[]>();
  readonly #hives: number;
  logBytes = 0;
  referenceBytes = 0;

  constructor(hives: number) {
    this.#hives = hives;
  }

  take(second: Second): void {
    for (const layout of second.layouts) this.#layouts.set(layout.id, layout);
    this.logBytes += this.cpu.of('log', () => encodeSecond(second, this.#layouts)).length;
    this.cpu.of('fill', () => this.#head.add(second));
    this.#write(second.at);
  }

  /** In one part for all hives: reading the CPU time takes some microseconds. */
  #write(now: number): void {
    const rolled: RolledBlock[] = [];
    const blocks: SecondsBlock[] = [];
    this.cpu.of('blocks', () => {
      for (const block of this.#head.due(now)) {
        blocks.push(block);
        this.seconds.push(encodeSeconds(block, this.directories));
        const minute = rollUpSeconds(block);
        this.rolled.push(encodeRolled(minute, this.directories));
        rolled.push(minute);
      }
    });
    this.cpu.of('reference', () => {
      for (const block of blocks) this.referenceBytes += zstdOf(block).length;
    });
    for (const it of rolled) this.#gather(it);
  }

  /** Makes the minute of the fleet when it has that of every hive. */
  #gather(rolled: RolledBlock): void {
    const { start, step } = rolled;
    const minute = this.#minutes.get(start) ?? [];
    this.#minutes.set(start, minute);
    if (minute.push(rolled) < this.#hives) return;
    this.#minutes.delete(start);
    this.cpu.of('fleet', () => {
      const fields: FleetFields = [];
      for (const block of minute) changeFleet(fields, 'put', block, this.names);
      for (const it of fields) if (it !== undefined) this.fleet.push(encodeFleet(it.column(start, step)));
    });
  }
}
