import type { Entity } from '../second.ts';
import { DamagedBlock } from './damaged-block.ts';

/** Whose figures an entry of the fleet's minutes has. A worker whose model changed is another one. */
export type FleetName =
  | {
      readonly hive_id: string;
      readonly group: string;
      readonly instance: string;
      readonly model: string | null;
    }
  | { readonly hive_id: string; readonly uuid: string };

/** Names that are numbered; far more than a file has, and few enough for their numbers to be positions in arrays. */
export const MAX_NAMES = 1_000_000;

/**
 * The names of one file, numbered from 0 in the order of their first use, so that the fleet's minutes have numbers for names. The texts
 * are to be kept beside those minutes: `know` them again in the order of their numbers.
 */
export class FleetNames {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];
  /** Blocks with the same entities mostly come again. */
  readonly #ofEntities = new WeakMap<readonly Entity[], Int32Array>();

  get size(): number {
    return this.#texts.length;
  }

  /** Adds a kept text; its number is the next one. */
  know(text: string): void {
    this.#numbers.set(text, this.#texts.push(text) - 1);
  }

  /** The texts from a number on, in the order of their numbers: those to be kept since then. */
  textsFrom(number: number): readonly string[] {
    return this.#texts.slice(number);
  }

  /** The number of a name, which it gets now if it has none; undefined if there are too many names. */
  numberOf(name: FleetName): number | undefined {
    const text = textOf(name);
    const known = this.#numbers.get(text);
    if (known !== undefined || this.#texts.length >= MAX_NAMES) return known;
    this.know(text);
    return this.#texts.length - 1;
  }

  /** The numbers of the entities of a hive, which get them now if they have none; -1 for those that are neither workers nor GPUs. */
  numbersOf(hiveId: string, entities: readonly Entity[]): Int32Array {
    const known = this.#ofEntities.get(entities);
    if (known) return known;
    const numbers = new Int32Array(entities.length);
    entities.forEach((entity, i) => {
      const name = nameOfEntity(hiveId, entity);
      numbers[i] = (name && this.numberOf(name)) ?? -1;
    });
    this.#ofEntities.set(entities, numbers);
    return numbers;
  }

  /** The name with a number; undefined if there is none. Throws a `DamagedBlock` if its text is none. */
  nameOf(number: number): FleetName | undefined {
    const text = this.#texts[number];
    return text === undefined ? undefined : nameOf(text);
  }
}

function nameOfEntity(hive_id: string, entity: Entity): FleetName | undefined {
  if (entity.kind === 'gpu') return { hive_id, uuid: entity.uuid };
  if (entity.kind !== 'worker') return undefined;
  return { hive_id, group: entity.group, instance: entity.instance, model: entity.model };
}

const textOf = (name: FleetName): string =>
  JSON.stringify(
    'uuid' in name ? [name.hive_id, name.uuid] : [name.hive_id, name.group, name.instance, name.model],
  );

function nameOf(text: string): FleetName {
  const parts = partsOf(text);
  const [hive_id, second, instance, model] = parts;
  if (typeof hive_id !== 'string' || typeof second !== 'string') throw damaged();
  if (parts.length === 2) return { hive_id, uuid: second };
  if (typeof instance !== 'string' || (typeof model !== 'string' && model !== null)) throw damaged();
  return { hive_id, group: second, instance, model };
}

function partsOf(text: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(text);
    if (Array.isArray(parts)) return parts;
  } catch {
    // Said below.
  }
  throw damaged();
}

const damaged = () => new DamagedBlock('A name of the fleet is damaged.');
