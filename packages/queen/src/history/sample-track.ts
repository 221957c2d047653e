import type { Sample } from '../sample/index.ts';
import { distinctEntities, fieldsOf, type OpenLayout, sourcesOf } from './open-layout.ts';
import { planOf, type SamplePlan } from './sample-plan.ts';
import type { Reading } from './write-cells.ts';

/** The layout that a sample is written in, and how. */
export interface Writing extends Reading {
  readonly layout: OpenLayout;
}

/** Makes layouts; null if the hive has had too many. */
export type MakeLayout = (
  sample: Sample,
  entities: readonly number[],
  fields: Uint8Array,
) => OpenLayout | null;

/** Follows the samples of one hive, one after the other, and changes the layout when they need another one. */
export class SampleTrack {
  #sample: Sample | undefined;
  #plan: SamplePlan | undefined;
  #writing: Writing | null = null;

  /** The last sample. */
  get sample(): Sample | undefined {
    return this.#sample;
  }

  /** The layout in force; undefined if there is none. */
  get layout(): OpenLayout | undefined {
    return this.#writing?.layout;
  }

  /** How to write a sample that is like the last one in everything that a layout has; null if it is not. */
  like(sample: Sample): Writing | null {
    return this.#writing && this.isLike(sample) ? this.#writing : null;
  }

  /** The same, and goes on to that sample: no sample is held longer than the registry holds it. */
  next(sample: Sample): Writing | null {
    const writing = this.like(sample);
    if (writing) this.#sample = sample;
    return writing;
  }

  /** True if a sample has the shape of the last one, and the same entities and states of engines. */
  isLike({ flat }: Sample): boolean {
    if (this.#plan === undefined || this.#sample?.flat.shape !== flat.shape) return false;
    const { watched } = this.#plan;
    const before = this.#sample.flat.leaves;
    for (let at = 0; at < watched.length; at += 1) {
      const index = watched[at] as number;
      if (flat.leaves[index] !== before[index]) return false;
    }
    return true;
  }

  /** Goes on to a sample that is not like the last one. Null if it needs a layout and `make` gave none. */
  follow(sample: Sample, make: MakeLayout): Writing | null {
    const plan = planOf(sample.flat.shape);
    const layout = this.#layoutFor(sample, plan, make);
    this.#sample = sample;
    this.#plan = plan;
    this.#writing = layout && { layout, plan, sources: sourcesOf(layout, plan) };
    return this.#writing;
  }

  #layoutFor(sample: Sample, plan: SamplePlan, make: MakeLayout): OpenLayout | null {
    const before = this.#hasEntitiesOf(sample, plan) ? this.layout : undefined;
    const entities = before?.entities ?? distinctEntities(plan, sample.flat.leaves);
    const fields = fieldsOf(plan, entities, before?.fields);
    if (before?.fields.every((has, at) => has === fields[at])) return before;
    return make(sample, entities, fields);
  }

  #hasEntitiesOf(sample: Sample, plan: SamplePlan): boolean {
    const before = this.#sample;
    if (before?.interval_ms !== sample.interval_ms || this.#plan?.structure !== plan.structure) return false;
    const { identities } = this.#plan;
    for (let at = 0; at < identities.length; at += 1) {
      if (leafAt(before, identities[at]) !== leafAt(sample, plan.identities[at])) return false;
    }
    return true;
  }
}

const leafAt = ({ flat }: Sample, index = -1) => (index < 0 ? undefined : flat.leaves[index]);
