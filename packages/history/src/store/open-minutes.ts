import type { SecondsBlock } from '../block.ts';
import { decodeSeconds, mergeSeconds } from '../blocks/index.ts';
import type { Range, Want } from '../store-reader.ts';
import { gpusIn } from './gpus-in.ts';
import { isIn } from './points-in-order.ts';

/** An encoded minute, and what it has besides its figures. */
interface Known {
  readonly block: SecondsBlock;
  readonly body: Uint8Array;
}

/** Minutes that are not in the files yet, as the thread that writes hands them over with a question. */
export class OpenMinutes {
  readonly #bodies: readonly Uint8Array[];
  /** The minutes of each hive: a ranking asks for them hive by hive. */
  #byHive: ReadonlyMap<string, readonly Known[]> | undefined;

  /** `bodies` are encoded minutes; several of them may be of one hive and time. */
  constructor(bodies: readonly Uint8Array[]) {
    this.#bodies = bodies;
  }

  /** The minutes of a hive that have a part of the range, by their start and in its order. */
  ofHive(hiveId: string, range: Range, want?: Want): Map<number, SecondsBlock> {
    const found = new Map<number, SecondsBlock>();
    for (const known of this.#hives().get(hiveId) ?? []) {
      if (!isIn(range, known.block.start, MINUTE_MS)) continue;
      const block = decodeSeconds(known.body, want);
      const before = found.get(block.start);
      found.set(block.start, before === undefined ? block : mergeSeconds(before, block));
    }
    return new Map([...found].sort(([a], [b]) => a - b));
  }

  /** Whose minutes have a part of the range, each once. */
  startsIn(range: Range): { readonly hiveId: string; readonly start: number }[] {
    const all = this.#inRange(range).map(({ hive_id, start }) => ({ hiveId: hive_id, start }));
    return [...new Map(all.map((it) => [`${it.start} ${it.hiveId}`, it])).values()];
  }

  /** The hives that have a part of the range, and, if it is given, that GPU. */
  hives(range: Range, uuid?: string): string[] {
    return this.#inRange(range)
      .filter((it) => uuid === undefined || gpusIn(it.entities).includes(uuid))
      .map((it) => it.hive_id);
  }

  /** All minutes that have a part of the range, without their figures. */
  #inRange(range: Range): SecondsBlock[] {
    const blocks = [...this.#hives().values()].flat().map((it) => it.block);
    return blocks.filter((it) => isIn(range, it.start, MINUTE_MS));
  }

  #hives(): ReadonlyMap<string, readonly Known[]> {
    this.#byHive ??= Map.groupBy(
      this.#bodies.map((body) => ({ body, block: decodeSeconds(body, NOTHING) })),
      (it) => it.block.hive_id,
    );
    return this.#byHive;
  }
}

const MINUTE_MS = 60_000;
const NOTHING: Want = { kinds: [], fields: [] };
