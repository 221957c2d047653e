import type { Heartbeat, NodeStats } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import type { Sample } from '@rbee/monitor';
import type { HiveLog } from '../log.ts';
import type { Waiting } from '../outbox.ts';

/** Fields that are the same in every heartbeat of one run of a hive ([H1]). */
export type Identity = Required<Pick<Heartbeat, 'hive_id' | 'interval_ms' | 'boot_id' | 'version'>>;

/** Samples that never reached the queen, since the hive's start. */
export type Lost = Required<NodeStats['agent']>['lost'];

/** Makes heartbeats of samples, numbered from 0 by `seq` ([H1], [H6]). Logs once that workers are left out. */
export class HeartbeatFactory {
  readonly #identity: Identity;
  readonly #log: HiveLog;
  #seq = 0;
  #hasWarned = false;

  constructor(identity: Identity, log: HiveLog) {
    this.#identity = identity;
    this.#log = log;
  }

  /** The next heartbeat; it reports `lost` in `node.agent`. */
  create({ timestamp, workers, node: stats }: Sample, lost: Lost): Waiting {
    const node = { ...stats, agent: { ...stats.agent, lost } };
    const whole = { ...this.#identity, timestamp, workers, seq: this.#seq, node };
    const { heartbeat, bytes, leftOut } = fitHeartbeat(whole);
    if (leftOut > 0 && !this.#hasWarned) {
      this.#hasWarned = true;
      const kept = heartbeat.workers.length;
      this.#log.warn(
        `A heartbeat can carry only ${kept} of this machine's workers; ${leftOut} are left out.`,
      );
    }
    const seq = this.#seq;
    this.#seq += 1;
    return { heartbeat, bytes, seq };
  }
}

/** A heartbeat within the limits of the wire. */
export interface FittedHeartbeat {
  readonly heartbeat: Heartbeat;
  /** Bytes of its JSON. */
  readonly bytes: number;
  /** Number of workers that were left out. */
  readonly leftOut: number;
}

/** Room for the fields that backfill and the link add: `"backfill":true,"type":"heartbeat",`. */
const ADDED_BYTES = 36;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/**
 * Keeps a heartbeat within what [H1] allows: its first 512 workers, and of those as many as fit into 1 MiB. Leaves `node` out
 * if the heartbeat is too large even without workers.
 */
export function fitHeartbeat(
  heartbeat: Heartbeat,
  maxBytes: number = LIMITS.maxHeartbeatBytes,
): FittedHeartbeat {
  const first = heartbeat.workers.slice(0, LIMITS.maxWorkers);
  const whole = { ...heartbeat, workers: first };
  const bytes = bytesOf(whole);
  const leftOut = heartbeat.workers.length - first.length;
  const room = maxBytes - ADDED_BYTES;
  return bytes <= room ? { heartbeat: whole, bytes, leftOut } : shrink(heartbeat, room);
}

function shrink(heartbeat: Heartbeat, room: number): FittedHeartbeat {
  const { node, ...bare } = { ...heartbeat, workers: [] };
  const frame = node && bytesOf({ ...bare, node }) <= room ? { ...bare, node } : bare;
  let bytes = bytesOf(frame);
  let count = 0;
  for (const worker of heartbeat.workers.slice(0, LIMITS.maxWorkers)) {
    const more = bytesOf(worker) + (count > 0 ? 1 : 0);
    if (bytes + more > room) break;
    bytes += more;
    count += 1;
  }
  const workers = heartbeat.workers.slice(0, count);
  return { heartbeat: { ...frame, workers }, bytes, leftOut: heartbeat.workers.length - count };
}
