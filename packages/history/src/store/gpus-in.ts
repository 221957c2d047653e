import type { Entity } from '../second.ts';

/** Permanent ids of the GPUs among the entities of a block. */
export const gpusIn = (entities: readonly Entity[]): string[] =>
  entities.flatMap((it) => (it.kind === 'gpu' ? [it.uuid] : []));
