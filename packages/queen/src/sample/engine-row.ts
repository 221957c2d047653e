import type { EngineState, Leaf } from '@rbee/contract';
import { cachedByShape } from './cached-by-shape.ts';
import { fieldOffsets, type Part } from './part.ts';

/** Figures of an engine that are used for totals, metrics or to tell whether it can take a request. */
export type EngineFigure =
  | 'slots'
  | 'requests_running'
  | 'requests_waiting'
  | 'kv_cache_pct'
  | 'prompt_tokens_per_s'
  | 'generation_tokens_per_s'
  | 'ttft_ms_p50'
  | 'ttft_ms_p95'
  | 'itl_ms_p50'
  | 'itl_ms_p95'
  | 'prefix_cache_hit_pct'
  | 'draft_accepted_pct'
  | 'preemptions'
  | 'requests_finished'
  | 'requests_failed';

/** The engine of a worker (section E), as a view of the sample's leaves. */
export class EngineRow {
  readonly #part: Part;
  readonly #leaves: readonly Leaf[];

  constructor(part: Part, leaves: readonly Leaf[]) {
    this.#part = part;
    this.#leaves = leaves;
  }

  /** Name of the engine. */
  get kind(): string {
    return this.#leaf('kind') as string;
  }

  /** Version that it reports; undefined if it reports none. */
  get version(): string | undefined {
    return this.#leaf('version') as string | undefined;
  }

  get state(): EngineState {
    return this.#leaf('state') as EngineState;
  }

  /** A figure; undefined if it is missing or unknown ([W2]). */
  figure(name: EngineFigure): number | undefined {
    return offsetsOf(this.#part.shape).unknown.has(name)
      ? undefined
      : (this.#leaf(name) as number | undefined);
  }

  #leaf(field: string): Leaf {
    const offset = offsetsOf(this.#part.shape).fields.get(field);
    return offset === undefined ? undefined : this.#leaves[this.#part.first + offset];
  }
}

/** Offsets of the fields, and the names of the unknown ones ([W2]). */
const offsetsOf = cachedByShape((shape) => ({
  fields: fieldOffsets(shape),
  unknown: new Set(shape.field('unknown')?.shape.keys ?? []),
}));
