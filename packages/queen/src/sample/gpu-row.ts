import type { Leaf, Shape } from '@rbee/contract';
import { cachedByShape } from './cached-by-shape.ts';
import { fieldOffsets, fieldPart, itemParts, type Part } from './part.ts';

/** A GPU of a machine, a part of one, or what a worker uses of one, as a view of the sample's leaves. */
export class GpuRow {
  readonly #part: Part;
  readonly #leaves: readonly Leaf[];

  constructor(part: Part, leaves: readonly Leaf[]) {
    this.#part = part;
    this.#leaves = leaves;
  }

  get uuid(): string {
    return this.#leaf('uuid') as string;
  }

  /** A figure; undefined if it is missing or unknown ([W2]). */
  figure(name: string): number | undefined {
    return offsetsOf(this.#part.shape).unknown.has(name)
      ? undefined
      : (this.#leaf(name) as number | undefined);
  }

  /** A text; empty if it is missing. */
  text(name: string): string {
    return String(this.#leaf(name) ?? '');
  }

  /** What is wrong with it, each once; undefined if that was not checked. */
  get health(): ReadonlySet<string> | undefined {
    const health = fieldPart(this.#part, 'health');
    return health && new Set(itemParts(health).map(({ first }) => String(this.#leaves[first])));
  }

  /** The parts that it is divided into, each uuid once. */
  get parts(): readonly GpuRow[] {
    return gpuRows(fieldPart(this.#part, 'mig'), this.#leaves);
  }

  #leaf(field: string): Leaf {
    const offset = offsetsOf(this.#part.shape).fields.get(field);
    return offset === undefined ? undefined : this.#leaves[this.#part.first + offset];
  }
}

/** The rows of a list of GPUs. Of several with the same uuid it has the first: they would be series with equal labels. */
export function gpuRows(list: Part | undefined, leaves: readonly Leaf[]): GpuRow[] {
  if (!list) return [];
  const rows = new Map<string, GpuRow>();
  for (const part of itemParts(list)) {
    const row = new GpuRow(part, leaves);
    if (!rows.has(row.uuid)) rows.set(row.uuid, row);
  }
  return [...rows.values()];
}

/** Offsets of the fields, and the names of the unknown ones ([W2]). */
const offsetsOf = cachedByShape((shape: Shape) => ({
  fields: fieldOffsets(shape),
  unknown: new Set(shape.field('unknown')?.shape.keys ?? []),
}));
