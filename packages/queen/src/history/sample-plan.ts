import type { Shape } from '@rbee/contract';
import type { Column, EntityKind } from '@rbee/history';
import {
  type ActivityReader,
  activityReader,
  cachedByShape,
  fieldPart,
  itemParts,
  type Part,
} from '../sample/index.ts';
import { FIELD_NAMES, figureSources, NONE } from './figure-sources.ts';

/** Something in a sample that has series, by the shape alone: its name and the like are leaves. */
export interface PlannedEntity {
  readonly kind: EntityKind;
  readonly part: Part;
  /** The source of every field, by its number; indexes count from the first leaf of `part`. */
  readonly sources: Int32Array;
  /** Indexes of the leaves that identify it, -1 for one that it does not have; see `IDENTITY`. */
  readonly identity: readonly number[];
  /** Of a worker: its number among the workers; of a `use`: that of its worker. Otherwise -1. */
  readonly worker: number;
}

/** What the leaves of a sample mean to the history; shared by all samples of one shape. */
export interface SamplePlan {
  /** The machine if it is there, its GPUs, and each worker followed by what it uses of GPUs. */
  readonly entities: readonly PlannedEntity[];
  /** For each worker the index of its first leaf, and what tells whether it is busy. */
  readonly workers: readonly { readonly first: number; readonly activity: ActivityReader }[];
  /** Number of GPUs, and for each worker of the GPUs that it uses: equal in samples with the same kinds of entities. */
  readonly structure: string;
  /** Indexes of all leaves whose change can change the layout or is an event. */
  readonly watched: Int32Array;
  /** Indexes of the leaves that identify the entities, one after the other; -1 for one that is not there. */
  readonly identities: Int32Array;
  /** Indexes of the states of the engines, by worker; -1 if none is read. */
  readonly states: Int32Array;
  /** The columns of a layout with all entities and figures; shared, as they need not be copied for each hive. */
  readonly columns: readonly Column[];
}

/** The fields that identify an entity, as paths. */
export const IDENTITY = {
  node: [],
  gpu: ['uuid', 'index', 'name'],
  worker: ['group', 'instance', 'pid', 'started_at', 'model', 'engine.kind'],
  use: ['uuid'],
} as const satisfies Readonly<Record<EntityKind, readonly string[]>>;

/** The plan of samples with a shape. */
export const planOf = cachedByShape((shape: Shape): SamplePlan => {
  const whole: Part = { first: 0, shape };
  const node = fieldPart(whole, 'node');
  const gpus = itemsOf(node, 'gpus');
  const workers = itemsOf(whole, 'workers');
  const entities: PlannedEntity[] = [
    ...(node ? [planned('node', node)] : []),
    ...gpus.map((part) => planned('gpu', part)),
    ...workers.flatMap((part, worker) => [
      planned('worker', part, worker),
      ...itemsOf(part, 'gpus').map((use) => planned('use', use, worker)),
    ]),
  ];
  const states = Int32Array.from(workers, (part) => leafOf(part, 'engine.state'));
  const identities = Int32Array.from(entities.flatMap(({ identity }) => identity));
  const interval = shape.field('interval_ms')?.offset ?? -1;
  return {
    entities,
    workers: workers.map(({ first, shape }) => ({ first, activity: activityReader(shape) })),
    structure: `${node ? 1 : 0} ${gpus.length} ${workers.map((part) => itemsOf(part, 'gpus').length)}`,
    watched: Int32Array.from([...identities, ...states, interval]).filter((index) => index >= 0),
    identities,
    states,
    columns: entities.flatMap(({ kind, sources }, entity) =>
      FIELD_NAMES[kind].flatMap((field, number) => (sources[number] === NONE ? [] : [{ entity, field }])),
    ),
  };
});

function planned(kind: EntityKind, part: Part, worker = -1): PlannedEntity {
  const identity = IDENTITY[kind].map((path) => leafOf(part, path));
  return { kind, part, sources: SOURCES[kind](part.shape), identity, worker };
}

/** Parts of one shape share their sources: a fleet has far fewer shapes of workers than shapes of samples. */
const SOURCES: Readonly<Record<EntityKind, (shape: Shape) => Int32Array>> = {
  node: cachedByShape((shape) => figureSources('node', shape)),
  gpu: cachedByShape((shape) => figureSources('gpu', shape)),
  worker: cachedByShape((shape) => figureSources('worker', shape)),
  use: cachedByShape((shape) => figureSources('use', shape)),
};

const itemsOf = (part: Part | undefined, name: string): readonly Part[] => {
  const list = part && fieldPart(part, name);
  return list ? itemParts(list) : [];
};

/** Index of the leaf at a path such as `engine.kind`; -1 if it is not there. */
function leafOf(part: Part, path: string): number {
  let found: Part | undefined = part;
  for (const name of path.split('.')) found = found && fieldPart(found, name);
  return found?.first ?? -1;
}
