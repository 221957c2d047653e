import type { Heartbeat } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';

/** Room for the fields that backfill and the link add: `"backfill":true,"type":"heartbeat",`. */
const ADDED_BYTES = 36;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/**
 * Keeps a heartbeat within what [H1] allows: its first 512 workers, and of those as many as fit into 1 MiB. Leaves `node` out
 * if the heartbeat is too large even without workers. `bytes` is the size of its JSON, `leftOut` the number of workers left out.
 */
export function fitHeartbeat(heartbeat: Heartbeat, maxBytes: number = LIMITS.maxHeartbeatBytes) {
  const room = maxBytes - ADDED_BYTES;
  const first = heartbeat.workers.slice(0, LIMITS.maxWorkers);
  const whole = { ...heartbeat, workers: first };
  const wholeBytes = bytesOf(whole);
  const leftOut = heartbeat.workers.length - first.length;
  if (wholeBytes <= room) return { heartbeat: whole, bytes: wholeBytes, leftOut };
  const { node, ...bare } = { ...heartbeat, workers: [] };
  const empty: Heartbeat = node && bytesOf({ ...bare, node }) <= room ? { ...bare, node } : bare;
  let bytes = bytesOf(empty);
  let count = 0;
  for (const worker of first) {
    const more = bytesOf(worker) + (count > 0 ? 1 : 0);
    if (bytes + more > room) break;
    bytes += more;
    count += 1;
  }
  const workers = first.slice(0, count);
  return { heartbeat: { ...empty, workers }, bytes, leftOut: heartbeat.workers.length - count };
}
