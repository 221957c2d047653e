import type { Sample } from '../sample/index.ts';
import { coversAll, distinctEntities, layoutOf, type OpenLayout } from './open-layout.ts';
import type { PartPlan } from './part-plan.ts';
import { leafIn, planOf, type SamplePlan, watchedOf } from './sample-plan.ts';
import type { UsualFigures } from './usual-figures.ts';

/** How the cells of a sample come from its leaves. */
export interface Writing {
  readonly layout: OpenLayout;
  readonly plan: SamplePlan;
}

/** Makes a layout known, with a number of its own; null if the hive has had too many. */
export type AdmitLayout = (
  sample: Sample,
  make: (id: number, usual: UsualFigures) => OpenLayout,
) => OpenLayout | null;

/** What is remembered of a sample. */
interface Known {
  sample: Sample;
  readonly plan: SamplePlan;
  /** Indexes of the leaves that are looked at in the next sample of this shape. */
  watched: Int32Array | undefined;
}

/** Follows the samples of one hive, one after the other, and changes the layout when they need another one. */
export class SampleTrack {
  #known: Known | undefined;
  #writing: Writing | null = null;

  /** The last sample. */
  get sample(): Sample | undefined {
    return this.#known?.sample;
  }

  /** The layout in force; undefined if there is none. */
  get layout(): OpenLayout | undefined {
    return this.#writing?.layout;
  }

  /** How to write a sample that is like the last one in everything that a layout has; null if it is not. */
  like(sample: Sample): Writing | null {
    return this.#writing && this.#isLike(sample) ? this.#writing : null;
  }

  /** The same, and goes on to that sample: no sample is held longer than the registry holds it. */
  next(sample: Sample): Writing | null {
    const writing = this.like(sample);
    if (writing && this.#known) this.#known.sample = sample;
    return writing;
  }

  /** Goes on to a sample that is not like the last one. Null if it needs a layout and `admit` gave none. */
  follow(sample: Sample, admit: AdmitLayout): Writing | null {
    const plan = planOf(sample.flat.shape);
    const layout = this.#layoutFor(sample, plan, admit);
    this.#known = { sample, plan, watched: undefined };
    this.#writing = layout && { layout, plan };
    return this.#writing;
  }

  /** True if a sample has the workers of the last one, with the same models, and with engines in the same states. */
  hasWorkersOf(sample: Sample): boolean {
    const plan = planOf(sample.flat.shape);
    return this.#hasEntities(sample, plan) && this.#hasStates(sample, plan);
  }

  #isLike({ flat }: Sample): boolean {
    const known = this.#known;
    if (known?.sample.flat.shape !== flat.shape) return false;
    known.watched ??= watchedOf(known.plan);
    const { watched } = known;
    const before = known.sample.flat.leaves;
    for (let at = 0; at < watched.length; at += 1) {
      const index = watched[at] as number;
      if (flat.leaves[index] !== before[index]) return false;
    }
    return true;
  }

  #layoutFor(sample: Sample, plan: SamplePlan, admit: AdmitLayout): OpenLayout | null {
    const before = this.#hasEntities(sample, plan) ? this.layout : undefined;
    if (before && this.#known && coversAll(before, plan, this.#known.plan)) return before;
    const entities = before?.entities ?? distinctEntities(plan, sample);
    return admit(sample, (id, usual) => layoutOf(id, { sample, plan }, entities, { before, usual }));
  }

  #hasEntities(sample: Sample, plan: SamplePlan): boolean {
    const known = this.#known;
    if (known?.sample.interval_ms !== sample.interval_ms) return false;
    if (known.plan.parts.length !== plan.parts.length) return false;
    for (let position = 0; position < plan.parts.length; position += 1) {
      const part = plan.parts[position] as PartPlan;
      const before = known.plan.parts[position] as PartPlan;
      if (part.kind !== before.kind) return false;
      for (let at = 0; at < part.identity.length; at += 1) {
        const leaf = leafIn(plan, position, part.identity[at] as number, sample);
        if (leaf !== leafIn(known.plan, position, before.identity[at] as number, known.sample)) return false;
      }
    }
    return true;
  }

  /** For a sample with the same entities. */
  #hasStates(sample: Sample, plan: SamplePlan): boolean {
    const known = this.#known;
    return plan.parts.every(
      ({ state }, position) =>
        known !== undefined &&
        leafIn(plan, position, state, sample) ===
          leafIn(known.plan, position, known.plan.parts[position]?.state ?? -1, known.sample),
    );
  }
}
