import type { Heartbeat, NodeStats } from '@rbee/contract';
import type { Sample } from '@rbee/monitor';
import { fitHeartbeat } from '../heartbeat/index.ts';
import type { Waiting } from '../outbox/index.ts';
import type { HiveLog } from '../reporting/index.ts';

/** What every heartbeat of one run of a hive says alike ([H1]). */
export type Identity = Required<Pick<Heartbeat, 'hive_id' | 'interval_ms' | 'boot_id' | 'version'>>;

/** Samples that never reached the queen, since the hive's start. */
export type Lost = Required<NodeStats['agent']>['lost'];

/**
 * Makes heartbeats of samples, numbered from 0 by `seq` ([H1], [H6]); `lost` is what each one says of those that came to
 * nothing. That workers had to be left out is logged once.
 */
export function createHeartbeats(
  identity: Identity,
  log: HiveLog,
  lost: () => Lost,
): (sample: Sample) => Waiting {
  let seq = 0;
  let said = false;
  return ({ timestamp, workers, node: seen }) => {
    const node = { ...seen, agent: { ...seen.agent, lost: lost() } };
    const { heartbeat, bytes, leftOut } = fitHeartbeat({ ...identity, timestamp, workers, seq, node });
    if (leftOut > 0 && !said) {
      said = true;
      log.warn(
        `A heartbeat holds no more than ${heartbeat.workers.length} of this machine's workers; ${leftOut} are left out.`,
      );
    }
    return { heartbeat, bytes, seq: seq++ };
  };
}
