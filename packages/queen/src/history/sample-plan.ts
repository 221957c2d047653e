import type { Leaf, Shape } from '@rbee/contract';
import { cachedByShape, fieldPart, type Part, type Sample } from '../sample/index.ts';
import { listIn, PART_PLANS, type PartPlan } from './part-plan.ts';

/**
 * What has series in samples of one shape: the machine if it is there, its GPUs, and each worker followed by what it uses of GPUs. A
 * busy fleet has another shape with almost every heartbeat, so a plan is no more than the places of its parts.
 */
export interface SamplePlan {
  readonly parts: readonly PartPlan[];
  /** Index of the first leaf of each part. */
  readonly firsts: Int32Array;
  /** Index of the interval; -1 if the sample has the usual one. */
  readonly interval: number;
}

/** The plan of samples with a shape. */
export const planOf = cachedByShape((shape: Shape): SamplePlan => {
  const whole: Part = { first: 0, shape };
  const node = fieldPart(whole, 'node');
  const parts: PartPlan[] = [];
  const firsts: number[] = [];
  const add = (first: number, plan: PartPlan): void => {
    parts.push(plan);
    firsts.push(first);
    for (const use of plan.uses) add(first + use.first, use.plan);
  };
  if (node) add(node.first, PART_PLANS.node(node.shape));
  for (const gpu of listIn(node, 'gpus')) add(gpu.first, PART_PLANS.gpu(gpu.shape));
  for (const worker of listIn(whole, 'workers')) add(worker.first, PART_PLANS.worker(worker.shape));
  return { parts, firsts: Int32Array.from(firsts), interval: shape.field('interval_ms')?.offset ?? -1 };
});

/** Indexes of all leaves whose change can change the layout, or is an event: names, states of engines, the interval. */
export function watchedOf({ parts, firsts, interval }: SamplePlan): Int32Array {
  const watched: number[] = interval < 0 ? [] : [interval];
  for (const [position, { identity, state }] of parts.entries()) {
    const first = firsts[position] as number;
    for (const index of identity) if (index >= 0) watched.push(first + index);
    if (state >= 0) watched.push(first + state);
  }
  return Int32Array.from(watched);
}

/** A leaf of the part at a position, undefined if the part does not have it. */
export function leafIn(plan: SamplePlan, position: number, index: number, { flat }: Sample): Leaf {
  return index < 0 ? undefined : flat.leaves[(plan.firsts[position] as number) + index];
}
