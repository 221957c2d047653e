import type { Fleet } from '../fleet/index.ts';
import { type Door, type HiveSample, readAnew, readAsBefore } from '../ingest/index.ts';
import type { QueenMetrics } from '../metrics/index.ts';
import type { Refusal } from '../problem.ts';
import type { Via } from '../registry/index.ts';

/** A heartbeat that is safe, or why it is refused; `seq` is its number where it has one that could be read. */
export type TakenIn =
  | { readonly ok: true; readonly hiveId: string; readonly seq: number | undefined }
  | { readonly ok: false; readonly refusal: Refusal; readonly seq?: number | undefined };

/** The one way of a heartbeat from a door to the fleet, by the link of that number or by POST. */
export interface Intake {
  /**
   * Takes in what says the same as the hive's last heartbeat with other figures, without reading it as JSON; null where it does
   * not, or the hive is not known. `hiveId` is the hive of the link; of what was POSTed null, as its bytes say.
   */
  readonly takeAsBefore: (bytes: Buffer, via: Via, hiveId: string | null) => TakenIn | null;
  /** Takes in a body that was JSON in these bytes. */
  readonly takeAnew: (body: unknown, bytes: Buffer, via: Via) => TakenIn;
}

/** The checks, the order and the refusals that all doors share. What is taken is counted; refusals are the door's to count. */
export function takeIn({ fleet, metrics }: { fleet: Fleet; metrics: QueenMetrics }): Intake {
  const lastOf = (hiveId: string): HiveSample | undefined => fleet.last(hiveId);
  const take = (sample: HiveSample, via: Via): TakenIn => {
    const { hive_id: hiveId, seq } = sample;
    const outcome = fleet.take(sample, via);
    if (outcome === 'full') return { ok: false, refusal: TOO_MANY_HIVES, seq };
    if (outcome === 'rival') return { ok: false, refusal: idTaken(hiveId), seq };
    metrics.heartbeat(outcome, doorOf(via));
    return { ok: true, hiveId, seq };
  };
  return {
    takeAsBefore: (bytes, via, hiveId) => {
      const sample = readAsBefore(bytes, doorOf(via), lastOf, hiveId);
      return sample && take(sample, via);
    },
    takeAnew: (body, bytes, via) => {
      const read = readAnew(body, bytes, doorOf(via), lastOf);
      return read.ok ? take(read.sample, via) : read;
    },
  };
}

const doorOf = (via: Via): Door => (via === null ? 'post' : 'link');

const TOO_MANY_HIVES: Refusal = {
  code: 'overloaded',
  detail: 'This queen knows as many hives as it can hold; delete some that are gone.',
};

const idTaken = (hiveId: string): Refusal => ({
  code: 'hive_id_taken',
  detail: `Another hive reports as ${hiveId}; give each an id of its own with --hive-id.`,
});
