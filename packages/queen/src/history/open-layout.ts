import type { Leaf } from '@rbee/contract';
import type { Column, Entity, Layout } from '@rbee/history';
import type { Sample } from '../sample/index.ts';
import { BUSY, FIELD_NAMES, kindOf, movedBy, NONE, type Source, sourceOf } from './figure-sources.ts';
import { type PlannedEntity, planOf, type SamplePlan } from './sample-plan.ts';

/**
 * A layout without what the thread of the history was told of it. A figure that a sample lacks keeps its column as long as the
 * entities are the same, so that a figure that comes and goes, such as a time to the first token, needs one layout, not hundreds.
 */
export interface OpenLayout {
  readonly id: number;
  /** Positions of the entities in the plan of a sample. */
  readonly entities: readonly number[];
  /** For every field of every entity, one after the other: 1 if it has a column. */
  readonly fields: Uint8Array;
}

/** Positions of the entities that count: of several GPUs with one uuid the first ([N1]). */
export function distinctEntities({ entities }: SamplePlan, leaves: readonly Leaf[]): readonly number[] {
  const seen = new Set<string>();
  return [...entities.keys()].filter((position) => {
    const { kind, identity, worker } = entities[position] as PlannedEntity;
    if (kind !== 'gpu' && kind !== 'use') return true;
    const key = `${worker} ${String(leaves[identity[0] as number])}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** For every field of these entities: 1 if the plan has a source for it, or if `before` has a column for it. */
export function fieldsOf(plan: SamplePlan, entities: readonly number[], before?: Uint8Array): Uint8Array {
  const fields: number[] = [];
  for (const position of entities) {
    for (const source of (plan.entities[position] as PlannedEntity).sources) {
      fields.push(source === NONE ? (before?.[fields.length] ?? 0) : 1);
    }
  }
  return Uint8Array.from(fields);
}

/** The source of each column of a layout in samples with that plan. */
export function sourcesOf({ entities, fields }: OpenLayout, plan: SamplePlan): Int32Array {
  const sources: Source[] = [];
  let at = 0;
  for (const position of entities) {
    const { part, sources: own, worker } = plan.entities[position] as PlannedEntity;
    for (const source of own) {
      if (fields[at] === 1) {
        sources.push(kindOf(source) === BUSY ? sourceOf(BUSY, worker) : movedBy(source, part.first));
      }
      at += 1;
    }
  }
  return Int32Array.from(sources);
}

/** What the thread of the history is told of a layout. */
export function describe({ id, entities, fields }: OpenLayout, sample: Sample): Layout {
  const plan = planOf(sample.flat.shape);
  const places = new Map(entities.map((position, place) => [position, place]));
  let workerPlace = 0;
  return {
    id,
    hive_id: sample.hive_id,
    interval_ms: sample.interval_ms,
    entities: entities.map((position) => {
      const planned = plan.entities[position] as PlannedEntity;
      if (planned.kind === 'worker') workerPlace = places.get(position) as number;
      return entityOf(planned, sample.flat.leaves, workerPlace);
    }),
    columns: columnsOf(plan, entities, fields),
  };
}

function columnsOf(plan: SamplePlan, entities: readonly number[], fields: Uint8Array): readonly Column[] {
  const columns: Column[] = [];
  let at = 0;
  for (const [entity, position] of entities.entries()) {
    for (const field of FIELD_NAMES[(plan.entities[position] as PlannedEntity).kind]) {
      if (fields[at] === 1) columns.push({ entity, field });
      at += 1;
    }
  }
  // Most hives have the columns of their plan; a list that several hives share travels once.
  const isThatOfPlan = entities.length === plan.entities.length && columns.length === plan.columns.length;
  return isThatOfPlan ? plan.columns : columns;
}

function entityOf({ kind, identity }: PlannedEntity, leaves: readonly Leaf[], worker: number): Entity {
  const [first, second, third, fourth, fifth, sixth] = identity.map((index) =>
    index < 0 ? undefined : leaves[index],
  );
  switch (kind) {
    case 'node':
      return { kind };
    case 'gpu':
      return { kind, uuid: String(first), index: Number(second), name: String(third) };
    case 'use':
      return { kind, worker, uuid: String(first) };
    case 'worker':
      return {
        kind,
        group: String(first),
        instance: String(second),
        pid: Number(third),
        ...(typeof fourth === 'string' && { started_at: fourth }),
        model: typeof fifth === 'string' ? fifth : null,
        ...(typeof sixth === 'string' && { engine: sixth }),
      };
  }
}
