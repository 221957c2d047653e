import type { WorkerTelemetry } from './telemetry.ts';

const { compare } = new Intl.Collator('en', { numeric: true });

/** Workers by group, then by instance with numbers in their own order, so that no row changes its place. */
export const inOrder = (workers: readonly WorkerTelemetry[]): WorkerTelemetry[] =>
  [...workers].sort((a, b) => compare(a.group, b.group) || compare(a.instance, b.instance));

/** A worker's name within its hive: `group/instance`. */
export const workerName = (worker: Pick<WorkerTelemetry, 'group' | 'instance'>): string =>
  `${worker.group}/${worker.instance}`;
