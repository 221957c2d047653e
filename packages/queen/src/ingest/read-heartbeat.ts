import {
  createCheck,
  type Heartbeat,
  HeartbeatSchema,
  isWorkerBusy,
  LIMITS,
  type Mismatch,
  type NestedHeartbeat,
  NestedHeartbeatSchema,
  type ProcessStats,
  projectorOf,
  workerId,
} from '@rbee/contract';
import type { Refusal } from '../problem.ts';
import { parseInstant } from '../time.ts';
import type { HiveSample } from './hive-sample.ts';
import { NO_PAUSE } from './pause.ts';

/** A heartbeat that can be taken in, or why it is refused. */
export type ReadHeartbeat =
  | {
      readonly ok: true;
      readonly sample: HiveSample;
      /** Whether nothing of the workers and the node was left behind ([H3]), and the body was the flat one ([H1]). */
      readonly isWhole: boolean;
    }
  | { readonly ok: false; readonly refusal: Refusal };

const flat = createCheck(HeartbeatSchema);
const nested = createCheck(NestedHeartbeatSchema);
/** What of a heartbeat is kept as it is, but for what the wire does not know. */
const known = {
  workers: projectorOf(HeartbeatSchema.properties.workers),
  node: projectorOf(HeartbeatSchema.properties.node),
  health: projectorOf(NestedHeartbeatSchema.properties.hive.properties.health_status),
};

/** Compiles both checks, so that the first heartbeat does not wait for it. */
export function warmUp(): void {
  flat.is(null);
  nested.is(null);
}

/** Checks a body and keeps what the wire knows of it ([H1]-[H3]). */
export function readHeartbeat(body: unknown): ReadHeartbeat {
  const tooMany = tooManyWorkers(body);
  if (tooMany) return refused('wrong_shape', tooMany);
  if (isNested(body)) {
    if (!nested.is(body)) return refused('wrong_shape', nested.mismatch(body));
    return finish(fromNested(body));
  }
  if (!flat.is(body)) return refused('wrong_shape', flat.mismatch(body));
  return finish(fromFlat(body), body);
}

/** Asked before the check, which would look at every one of half a million workers first. */
function tooManyWorkers(body: unknown): Mismatch | null {
  const workers = isObject(body) ? body['workers'] : undefined;
  if (!Array.isArray(workers) || workers.length <= LIMITS.maxWorkers) return null;
  return { pointer: '/workers', expected: `an array of at most ${LIMITS.maxWorkers} items` };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** In a body that has a `hive_id`, a `hive` is a field that is not known ([H2], [H3]). */
const isNested = (body: unknown): boolean =>
  isObject(body) && isObject(body['hive']) && !Object.hasOwn(body, 'hive_id');

type Draft = Omit<HiveSample, 'instant' | 'workersCount' | 'idleWorkers' | 'reading' | 'pause'>;

function fromFlat(heartbeat: Heartbeat): Draft {
  const { hive_id, timestamp, workers, boot_id, version, seq, node } = heartbeat;
  const { interval_ms = LIMITS.defaultIntervalMs, backfill = false } = heartbeat;
  return {
    ...{ hive_id, sampled_at: timestamp, workers: known.workers(workers), interval_ms, backfill },
    ...{ boot_id, version, seq, node: node && known.node(node), words: {} },
  };
}

function fromNested({ hive, timestamp, workers = [] }: NestedHeartbeat): Draft {
  const { operational_status, health_status, version } = hive;
  return {
    ...{ hive_id: hive.id, sampled_at: timestamp, workers: known.workers(workers), version },
    ...{ interval_ms: LIMITS.defaultIntervalMs, backfill: false },
    ...{ boot_id: undefined, seq: undefined, node: undefined },
    words: { operational_status, health_status: known.health(health_status) },
  };
}

function finish(draft: Draft, given?: Heartbeat): ReadHeartbeat {
  const { workers, node } = draft;
  const instant = parseInstant(draft.sampled_at);
  if (!instant) return refused('wrong_shape', { pointer: '/timestamp', expected: 'a day that exists' });
  const duplicate = duplicateWorker(workers);
  if (duplicate) return refused('duplicate_worker', duplicate);
  const counts = { workersCount: workers.length, idleWorkers: idleWorkers(workers) };
  const isWhole = given !== undefined && workers === given.workers && node === given.node;
  return { ok: true, sample: { ...draft, instant, ...counts, reading: undefined, pause: NO_PAUSE }, isWhole };
}

/** How many of the workers are not busy ([R2]). */
function idleWorkers(workers: readonly ProcessStats[]): number {
  let idle = 0;
  for (const worker of workers) if (!isWorkerBusy(worker)) idle += 1;
  return idle;
}

function duplicateWorker(workers: readonly ProcessStats[]): Mismatch | null {
  // Instances are mostly ports: where they differ, so do the workers.
  if (new Set(workers.map((it) => it.instance)).size === workers.length) return null;
  const seen = new Set<string>();
  for (const [index, worker] of workers.entries()) {
    const id = workerId('', worker);
    if (seen.has(id)) {
      return { pointer: `/workers/${index}`, expected: 'of a group and instance that no other worker has' };
    }
    seen.add(id);
  }
  return null;
}

function refused(code: 'wrong_shape' | 'duplicate_worker', mismatch: Mismatch | null): ReadHeartbeat {
  const { pointer, expected } = mismatch ?? { pointer: '', expected: 'a heartbeat' };
  const detail = `${pointer === '' ? 'The body' : pointer} must be ${expected}.`;
  return { ok: false, refusal: { code, detail, pointer, expected } };
}
