import type { Shape } from '@rbee/contract';
import type { EntityKind } from '@rbee/history';
import {
  type ActivityReader,
  activityReader,
  cachedByShape,
  fieldPart,
  itemParts,
  type Part,
} from '../sample/index.ts';
import { figureSources } from './figure-sources.ts';

/**
 * How the history reads a part of a sample: a machine, a GPU, a worker, or what a worker uses of a GPU. All parts of one shape share
 * it, and a fleet has few of them. All indexes count from the first leaf of the part; -1 stands for a leaf that it does not have.
 */
export interface PartPlan {
  readonly kind: EntityKind;
  /** The source of every field, by its number. */
  readonly sources: Int32Array;
  /** Indexes of the leaves that identify it, in the order of `IDENTITY`. */
  readonly identity: readonly number[];
  /** Index of the state of its engine. */
  readonly state: number;
  /** Tells whether a worker is busy; null of what is no worker. */
  readonly activity: ActivityReader | null;
  /** What it uses of GPUs; empty of what is no worker. */
  readonly uses: readonly { readonly first: number; readonly plan: PartPlan }[];
}

/** The leaves that identify an entity, as paths. */
const IDENTITY: Readonly<Record<EntityKind, readonly string[]>> = {
  node: [],
  gpu: ['uuid', 'index', 'name'],
  worker: ['group', 'instance', 'pid', 'started_at', 'model', 'engine.kind'],
  use: ['uuid'],
};

/** The plan of parts with a shape, by their kind. */
export const PART_PLANS: Readonly<Record<EntityKind, (shape: Shape) => PartPlan>> = {
  node: cachedByShape((shape) => planned('node', shape)),
  gpu: cachedByShape((shape) => planned('gpu', shape)),
  worker: cachedByShape((shape) => planned('worker', shape)),
  use: cachedByShape((shape) => planned('use', shape)),
};

function planned(kind: EntityKind, shape: Shape): PartPlan {
  const part: Part = { first: 0, shape };
  const isWorker = kind === 'worker';
  return {
    kind,
    sources: figureSources(kind, shape),
    identity: IDENTITY[kind].map((path) => leafOf(part, path)),
    state: isWorker ? leafOf(part, 'engine.state') : -1,
    activity: isWorker ? activityReader(shape) : null,
    uses: isWorker
      ? listIn(part, 'gpus').map((use) => ({ first: use.first, plan: PART_PLANS.use(use.shape) }))
      : [],
  };
}

/** The items of a list; none if there is no such list. */
export const listIn = (part: Part | undefined, name: string): readonly Part[] => {
  const list = part && fieldPart(part, name);
  return list ? itemParts(list) : [];
};

/** Index of the leaf at a path such as `engine.kind`. */
function leafOf(part: Part, path: string): number {
  let found: Part | undefined = part;
  for (const name of path.split('.')) found = found && fieldPart(found, name);
  return found?.first ?? -1;
}
