import type { Fleet } from '../fleet/index.ts';
import { readHeartbeat } from '../ingest/index.ts';
import type { QueenMetrics } from '../metrics/index.ts';
import type { Refusal } from '../problem/index.ts';
import type { Via } from '../registry/index.ts';

/** A heartbeat that is safe, or why it is refused. */
export type TakenIn =
  | { readonly ok: true; readonly hiveId: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** Takes in a body that was JSON, by the link of that number or by POST. */
export type TakeIn = (body: unknown, via: Via) => TakenIn;

/** The checks, the order and the refusals that all doors share. What is taken is counted; refusals are the door's to count. */
export function takeIn({ fleet, metrics }: { fleet: Fleet; metrics: QueenMetrics }): TakeIn {
  return (body, via) => {
    const read = readHeartbeat(body);
    if (!read.ok) return read;
    const hiveId = read.sample.hive_id;
    const outcome = fleet.take(read.sample, via);
    if (outcome === 'full') return { ok: false, refusal: TOO_MANY_HIVES };
    if (outcome === 'rival') return { ok: false, refusal: idTaken(hiveId) };
    metrics.heartbeat(outcome, via === null ? 'post' : 'link');
    return { ok: true, hiveId };
  };
}

const TOO_MANY_HIVES: Refusal = {
  code: 'overloaded',
  detail: 'This queen knows as many hives as it can hold; delete some that are gone.',
};

const idTaken = (hiveId: string): Refusal => ({
  code: 'hive_id_taken',
  detail: `Another hive reports as ${hiveId}; give each an id of its own with --hive-id.`,
});
