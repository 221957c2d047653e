import type { Shape } from '@rbee/contract';
import type { FieldName } from '@rbee/history';
import { cachedByShape } from './cached-by-shape.ts';
import { fieldOffsets } from './part.ts';
import type { Sample } from './sample.ts';

/** Counts that a hive reports of its machine and of itself. */
export interface NodeFigures {
  /** Processes that the hive may not read; undefined if it cannot count them ([W2]). */
  readonly unreadableProcesses: number | undefined;
  /** Samples lost since the hive's start, by reason (`agent.lost`); empty if it does not report them. */
  readonly lost: readonly (readonly [reason: string, count: number])[];
}

/** The counts of a sample, read from its leaves: the object of the machine is not made. */
export function nodeFigures({ nodePart, flat: { leaves } }: Sample): NodeFigures {
  if (!nodePart) return { unreadableProcesses: undefined, lost: [] };
  const { first, shape } = nodePart;
  const { unreadable, lost } = offsetsOf(shape);
  return {
    unreadableProcesses: unreadable === undefined ? undefined : (leaves[first + unreadable] as number),
    lost: lost.map(([reason, offset]) => [reason, leaves[first + offset] as number]),
  };
}

const offsetsOf = cachedByShape((node: Shape) => {
  const isUnknown = node.field('unknown')?.shape.field('unreadable_processes') !== undefined;
  const agent = node.field('agent');
  const lost = agent?.shape.field('lost');
  const firstLost = (agent?.offset ?? 0) + (lost?.offset ?? 0);
  return {
    unreadable: isUnknown ? undefined : node.field('unreadable_processes')?.offset,
    lost: (lost?.shape.keys ?? []).map(
      (reason, position) => [reason, firstLost + (lost?.shape.offsets[position] as number)] as const,
    ),
  };
});

/** A figure of the machine, or with `agent_` before its name, of its hive; undefined if it is missing or unknown ([W2]). */
export function nodeFigure({ nodePart, flat }: Sample, field: FieldName<'node'>): number | undefined {
  const offset = nodePart && figureOffsets(nodePart.shape).get(field);
  return offset === undefined ? undefined : (flat.leaves[(nodePart?.first ?? 0) + offset] as number);
}

const figureOffsets = cachedByShape((node: Shape): ReadonlyMap<string, number> => {
  const agent = node.field('agent');
  const ofAgent = agent ? [...knownOffsets(agent.shape)] : [];
  return new Map([
    ...knownOffsets(node),
    ...ofAgent.map(([field, offset]) => [`agent_${field}`, (agent?.offset ?? 0) + offset] as const),
  ]);
});

/** The offset of each field that is not unknown. */
function knownOffsets(shape: Shape): ReadonlyMap<string, number> {
  const known = new Map(fieldOffsets(shape));
  for (const field of shape.field('unknown')?.shape.keys ?? []) known.delete(field);
  return known;
}
