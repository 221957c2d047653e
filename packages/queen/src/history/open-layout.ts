import type { Leaf } from '@rbee/contract';
import type { Column, Entity, Layout } from '@rbee/history';
import type { Sample } from '../sample/index.ts';
import { FIELD_NAMES, NONE } from './figure-sources.ts';
import type { PartPlan } from './part-plan.ts';
import { leafIn, planOf, type SamplePlan } from './sample-plan.ts';
import type { UsualFigures } from './usual-figures.ts';

/**
 * A layout without what the thread of the history was told of it. A figure that a sample lacks keeps its column as long as the
 * entities are the same, so that a figure that comes and goes, such as a time to the first token, needs one layout, not hundreds.
 */
export interface OpenLayout {
  readonly id: number;
  /** Positions of the entities among the parts of a sample. */
  readonly entities: readonly number[];
  /** For every field of every entity, one after the other: 1 if it has a column. */
  readonly has: Uint8Array;
  /** The number of the field of each column. */
  readonly fields: Uint8Array;
  /** The column after the last one of each entity. */
  readonly ends: Int32Array;
}

/** Positions of the entities that count: of several GPUs with one uuid the first ([N1]). */
export function distinctEntities(plan: SamplePlan, sample: Sample): readonly number[] {
  const seen = new Set<string>();
  let worker = -1;
  return [...plan.parts.keys()].filter((position) => {
    const { kind, identity } = plan.parts[position] as PartPlan;
    if (kind === 'worker') worker = position;
    if (kind !== 'gpu' && kind !== 'use') return true;
    const key = `${worker} ${String(leafIn(plan, position, identity[0] as number, sample))}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** The figures that decide which columns a layout has, besides those of the sample. */
export interface OtherFigures {
  /** Those of the layout before it, with the same entities. */
  readonly before: OpenLayout | undefined;
  readonly usual: UsualFigures;
}

/** The layout of a sample. */
export function layoutOf(
  id: number,
  { sample, plan }: { readonly sample: Sample; readonly plan: SamplePlan },
  entities: readonly number[],
  { before, usual }: OtherFigures,
): OpenLayout {
  const has: number[] = [];
  const fields: number[] = [];
  const ends = entities.map((position) => {
    const { kind, identity, sources } = plan.parts[position] as PartPlan;
    const engine = kind === 'worker' ? identity.at(-1) : undefined;
    const figures = engine !== undefined && usual.with(leafIn(plan, position, engine, sample), sources);
    for (const [field, source] of sources.entries()) {
      const isThere =
        source !== NONE || before?.has[has.length] === 1 || (figures !== false && figures[field] === 1);
      has.push(isThere ? 1 : 0);
      if (isThere) fields.push(field);
    }
    return fields.length;
  });
  return {
    id,
    entities,
    has: Uint8Array.from(has),
    fields: Uint8Array.from(fields),
    ends: Int32Array.from(ends),
  };
}

/** True if every figure of these samples has a column. Parts that are as in `known`, whose figures have one, are not looked at. */
export function coversAll({ entities, has }: OpenLayout, plan: SamplePlan, known: SamplePlan): boolean {
  let at = 0;
  for (const position of entities) {
    const part = plan.parts[position] as PartPlan;
    const { sources } = part;
    if (part !== known.parts[position]) {
      for (let field = 0; field < sources.length; field += 1) {
        if (sources[field] !== NONE && has[at + field] === 0) return false;
      }
    }
    at += sources.length;
  }
  return true;
}

/** What the thread of the history is told of a layout. */
export function describe({ id, entities, fields, ends }: OpenLayout, sample: Sample): Layout {
  const plan = planOf(sample.flat.shape);
  const described: Entity[] = [];
  const columns: Column[] = [];
  let worker = 0;
  for (const position of entities) {
    const { kind } = plan.parts[position] as PartPlan;
    const entity = described.length;
    if (kind === 'worker') worker = entity;
    described.push(entityOf(plan, position, sample, worker));
    while (columns.length < (ends[entity] as number)) {
      columns.push({ entity, field: FIELD_NAMES[kind][fields[columns.length] as number] as Column['field'] });
    }
  }
  return { id, hive_id: sample.hive_id, interval_ms: sample.interval_ms, entities: described, columns };
}

function entityOf(plan: SamplePlan, position: number, sample: Sample, worker: number): Entity {
  const { kind, identity } = plan.parts[position] as PartPlan;
  const [first, second, third, fourth, fifth, sixth] = identity.map(
    (index): Leaf => leafIn(plan, position, index, sample),
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
