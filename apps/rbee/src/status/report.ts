import type { ProcessStats } from '@rbee/contract';
import { visibleText } from '@rbee/contract/plain';
import { type HiveView, workerActivity } from '@rbee/queen-rbee-sdk';
import type { ProgramHere } from './programs-here.ts';
import type { QueenSays } from './queen-says.ts';

/** All that `rbee status` found out. */
export interface Status {
  readonly hostname: string;
  readonly queenUrl: string;
  /** Undefined if it is not known. */
  readonly programs: readonly ProgramHere[] | undefined;
  readonly workers: readonly ProcessStats[] | undefined;
  readonly queen: QueenSays;
}

/** Whether all is well, as exit status. */
export type StatusCode = 0 | 1 | 3;

/**
 * 0: the queen answers, and hears the hives of this machine in time; 1: the queen does not answer; 3: it answers, but a hive that runs
 * here does not reach it, or a hive that it knows under this name is late or silent.
 */
export function statusCode({ queen, programs }: Status): StatusCode {
  if (!queen.answers) return 1;
  const runsHive = programs?.some(({ command }) => command === 'hive') ?? false;
  const isLate = queen.hives.some(({ health }) => health !== 'healthy');
  return isLate || (runsHive && queen.unknown.length > 0) ? 3 : 0;
}

/** The status as lines of text; names in it can hold any character ([H9]). */
export function statusLines(status: Status): readonly string[] {
  const { hostname, queenUrl, programs, queen } = status;
  return [
    `On this machine (${hostname}):`,
    ...programLines(programs),
    ...workerLines(status),
    `The queen at ${queenUrl}:`,
    ...(queen.answers
      ? [
          `  answers, version ${queen.version}`,
          ...queen.hives.map(hiveLine),
          ...queen.unknown.map(unknownLine),
        ]
      : [`  ${queen.refuses ? 'refuses' : 'does not answer'}: ${queen.reason}`]),
  ].map(visibleText);
}

const unknownLine = (id: string): string => `  does not know the hive ${id}`;

function programLines(programs: Status['programs']): readonly string[] {
  if (programs === undefined) return ['  which programs of rbee run is not known: /proc cannot be read'];
  if (programs.length === 0) return ['  no program of rbee runs'];
  return programs.map(({ pid, command, ports, hiveId }) => {
    const listens =
      ports === undefined
        ? ', its ports are not known'
        : ports.length > 0
          ? `, listens on ${ports.join(', ')}`
          : '';
    return `  rbee ${command}, process ${pid}${command === 'queen' ? listens : ''}${hiveId === undefined ? '' : `, hive ${hiveId}`}`;
  });
}

/** The workers of this machine, each with what the queen says of it. */
function workerLines({ workers, queen }: Status): readonly string[] {
  if (workers === undefined) return ['  which inference servers run is not known'];
  if (workers.length === 0) return ['  no inference server runs'];
  return workers.map((worker) => {
    const { group, instance, pid, model } = worker;
    return `  worker ${group}/${instance}, process ${pid}${model === null ? '' : `, ${model}`}: ${saidOf(worker, queen)}`;
  });
}

/** What the queen says of a worker, in a few words. */
export function saidOf({ group, instance }: ProcessStats, queen: QueenSays): string {
  if (!queen.answers) return queen.refuses ? 'the queen refuses to say' : 'the queen does not answer';
  for (const hive of queen.hives) {
    const known = hive.workers.find((it) => it.group === group && it.instance === instance);
    if (!known) continue;
    if (hive.health === 'down') return 'its hive is silent';
    if (hive.health === 'degraded') return 'its hive is late';
    const state = known.engine?.state;
    return state !== undefined && state !== 'ready'
      ? `the queen says ${state}`
      : `the queen says ${workerActivity(known)}`;
  }
  return 'the queen does not know it';
}

const HEALTH = { healthy: 'reports', degraded: 'is late', down: 'is silent' } as const;

function hiveLine({ hive_id, health, last_update, workers }: HiveView): string {
  const count = workers.length === 1 ? '1 worker' : `${workers.length} workers`;
  return `  hive ${hive_id} ${HEALTH[health]}: ${count}, last heartbeat at ${last_update}`;
}
