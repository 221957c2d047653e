import { visibleText } from '@rbee/contract/plain';
import {
  type FleetHive,
  type FleetWorker,
  modelsOf,
  type Sum,
  WORKER_FIGURES,
  type WorkerFigureName,
} from '@rbee/queen-rbee-sdk';
import type { Picture, Rows } from './picture.ts';

const FIGURES = Object.keys(WORKER_FIGURES) as readonly WorkerFigureName[];

/**
 * The fleet for programs. What a filter finds is in `workers` or, with `--hives`, in `hives`. A figure that is not known is
 * null, with the reason in `unknown`; one that does not exist is null only. Units are those of the filter language.
 */
export function fleetAsJson({ totals, state }: Picture, found: Rows, queenUrl: string): string {
  const sums = ['vram_used', 'vram_total', 'gpu_use', 'tokens', 'running', 'waiting', 'watts'] as const;
  return asText({
    queen: queenUrl,
    timestamp: state.queen?.timestamp ?? null,
    totals: {
      hives: totals.hives,
      workers: totals.workers,
      gpus: totals.gpus,
      ...Object.fromEntries(sums.map((name) => [name, sumOf(totals[name])])),
    },
    ...(found.view === 'workers' ? { workers: found.rows.map(workerOf) } : { hives: found.rows.map(hiveOf) }),
  });
}

const sumOf = ({ value, known, of }: Sum) => ({ value: known === 0 ? null : value, known, of });

function workerOf(worker: FleetWorker) {
  const { stats, hive, state, id } = worker;
  const reasons = FIGURES.flatMap((name) => {
    const reason = worker.reason(name);
    return reason === undefined ? [] : [[name, reason] as const];
  });
  return {
    ...{ id, hive: hive.hive_id, group: stats.group, instance: stats.instance, pid: stats.pid, state },
    last_update: hive.last_update,
    models: modelsOf(stats),
    engine: stats.engine
      ? { kind: stats.engine.kind, version: stats.engine.version ?? null, state: stats.engine.state }
      : null,
    figures: Object.fromEntries(FIGURES.map((name) => [name, worker.figure(name) ?? null])),
    unknown: Object.fromEntries(reasons),
  };
}

const hiveOf = ({ hive, report, workers, gpus }: FleetHive) => ({
  ...{ hive: hive.hive_id, state: report, last_update: hive.last_update },
  workers: workers.length,
  busy: workers.filter(({ state }) => state === 'busy').length,
  node: hive.node ?? null,
  gpus: gpus.length,
});

/** JSON in which no character of a name acts on a terminal: what cannot be seen is escaped ([H9]). */
export const asText = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).replace(/[^\n -~]/gu, (character) =>
    visibleText(character) === character
      ? character
      : [...Array(character.length).keys()]
          .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
          .join(''),
  );
