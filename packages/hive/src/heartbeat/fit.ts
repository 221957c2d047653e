import type { Heartbeat } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';

/** A heartbeat that the wire allows, with its size. */
export interface Fitted {
  readonly heartbeat: Heartbeat;
  /** Bytes of its JSON. */
  readonly bytes: number;
  /** Workers that had to be left out. */
  readonly leftOut: number;
}

/** Room for what is added to a heartbeat that is sent late, and on a link: `"backfill":true,"type":"heartbeat",`. */
const ADDED_BYTES = 36;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/**
 * Keeps a heartbeat within what [H1] allows: its first 512 workers, and of those as many as 1 MiB holds.
 * A heartbeat that would be too large without any worker goes without `node`.
 */
export function fitHeartbeat(heartbeat: Heartbeat, maxBytes: number = LIMITS.maxHeartbeatBytes): Fitted {
  const first = heartbeat.workers.slice(0, LIMITS.maxWorkers);
  const whole = { ...heartbeat, workers: first };
  const bytes = bytesOf(whole);
  const leftOut = heartbeat.workers.length - first.length;
  const room = maxBytes - ADDED_BYTES;
  return bytes <= room ? { heartbeat: whole, bytes, leftOut } : shrink(heartbeat, room);
}

function shrink(heartbeat: Heartbeat, room: number): Fitted {
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
