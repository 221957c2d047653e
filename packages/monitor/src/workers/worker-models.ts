import { byAge, type ModelGap, type ModelSource, NO_MODEL, type Process } from '../processes/index.ts';
import { ancestors, familyOf } from './family.ts';
import type { Worker } from './worker.ts';

/** Where a model comes from, if it is known. */
export type KnownSource = Exclude<ModelSource, { is: 'unknown' }>;

/** A source of model names, and the processes that serve these models. */
export interface WorkerModel {
  readonly source: KnownSource;
  /** The process that names it, first, and those that it started. */
  readonly processes: readonly [Process, ...Process[]];
}

/**
 * The models of a worker ([W5]): that of the root first, then the others from the oldest process on. A process counts
 * only if no process above it names a model, because helpers repeat the model of their server under other names. For
 * the same reason a part does not count beside a server of its engine that names one.
 */
export function workerModels({ root, members }: Worker): readonly WorkerModel[] {
  const naming = members.filter((it) => saidBy(it) !== undefined);
  if (naming.length === 0) return [];
  const family = familyOf(new Map(members.map((it) => [it.pid, it])));
  const aboveIn = (tops: readonly Process[], process: Process) =>
    ancestors(process, family).find((it) => tops.includes(it));
  const kinds = new Set(naming.map(({ identity }) => identity?.engine?.kind));
  const firsts = naming
    .filter((it) => !aboveIn(naming, it) && !(it.part?.kind && kinds.has(it.part.kind)))
    .toSorted((a, b) => Number(b === root) - Number(a === root) || byAge(a, b));
  const started = Map.groupBy(members, (it) => aboveIn(firsts, it));
  return firsts.flatMap((first) => {
    const source = saidBy(first);
    return source ? [{ source, processes: [first, ...(started.get(first) ?? [])] as const }] : [];
  });
}

/** Why a worker without a model has none ([W2]). */
export function missingModel({ told }: Worker): MissingModel {
  const { model, engine } = told ?? { model: NO_MODEL, engine: null };
  if (model.is !== 'unknown') return { reason: 'not_exposed', why: null };
  const why = engine === null ? 'unknown_program' : (model.why ?? null);
  return { reason: model.reason, why: model.reason === 'permission' ? null : why };
}

/** Why a worker has no model: the reason of [W2], and what lies behind it ([W7]). */
export interface MissingModel {
  readonly reason: 'not_exposed' | 'permission';
  readonly why: ModelGap | null;
}

function saidBy({ identity, part }: Process): KnownSource | undefined {
  const said = identity?.model ?? part?.model;
  return said?.is === 'unknown' ? undefined : said;
}
