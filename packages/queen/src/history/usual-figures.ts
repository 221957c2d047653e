import type { Leaf } from '@rbee/contract';
import { FIELD_NAMES, NONE } from './figure-sources.ts';

/** Engines whose figures are remembered; there are fewer, but a hive can make up names. */
const MAX_ENGINES = 64;

/**
 * The figures that workers with an engine have had so far, by the name of the engine. An engine gives some of its figures only while
 * there are requests. A layout that has columns for them from the start need not be changed one by one when they come.
 */
export class UsualFigures {
  readonly #byEngine = new Map<Leaf, Uint8Array>();

  /** Notes the sources of a worker's figures. For every field: 1 if such a worker has had it. */
  with(engine: Leaf, sources: Int32Array): Uint8Array {
    const usual = this.#of(engine);
    for (let field = 0; field < sources.length; field += 1) {
      if (sources[field] !== NONE) usual[field] = 1;
    }
    return usual;
  }

  #of(engine: Leaf): Uint8Array {
    const known = this.#byEngine.get(engine);
    const usual = known ?? new Uint8Array(FIELD_NAMES.worker.length);
    if (!known && this.#byEngine.size < MAX_ENGINES) this.#byEngine.set(engine, usual);
    return usual;
  }
}
