import type { HiveState, ProcessStats, QueenHeartbeat, TokenOption } from '@rbee/queen-rbee-sdk';
import { useMemo } from 'react';
import { useStore } from './store.tsx';
import { useSelection } from './use-fleet.ts';

/** One hive as `useHeartbeat` gives it: the seed's three fields, and what the queen adds to them. */
export interface HeartbeatHive extends Omit<HiveState, 'workers'> {
  workers: ProcessStats[];
}

/** The fleet as `useHeartbeat` gives it: the counts and the time of the queen's last beat ([S3]), and the hives. */
export interface HeartbeatData extends Omit<QueenHeartbeat, 'worker_ids' | 'hive_ids'> {
  /** Every known hive, sorted by id, those that stopped reporting included ([R4]). */
  hives: HeartbeatHive[];
}

/** What `useHeartbeat` returns. */
export interface UseHeartbeatResult {
  /** The last known fleet; null before the queen's first beat. Kept while disconnected. */
  data: HeartbeatData | null;
  /** True if `data` is current: the stream is open and not silent. */
  connected: boolean;
  /** True until the first beat or the first failure. */
  loading: boolean;
  /** Why there is no connection (an invalid `baseUrl` included), one sentence; null without an error. */
  error: string | null;
}

/** Options of `useHeartbeat`. */
export interface UseHeartbeatOptions {
  /** An API token, or a function that gives the one of the moment ([A2]); default: that of the nearest provider. */
  readonly token?: TokenOption | undefined;
}

/**
 * The whole fleet, live. All components of a page share one connection per queen.
 *
 * @param baseUrl the queen's address; default: the nearest provider's queen, else the one that served
 *   the page, else http://localhost:7833
 */
export function useHeartbeat(baseUrl?: string, { token }: UseHeartbeatOptions = {}): UseHeartbeatResult {
  const { connection, queen, hives } = useSelection(useStore(baseUrl, token), (state) => state);
  const data = useMemo(() => queen && dataOf(queen, hives), [queen, hives]);
  return {
    data,
    connected: connection.state === 'live',
    loading: queen === null && connection.error === null,
    error: connection.error,
  };
}

function dataOf(queen: QueenHeartbeat, hives: readonly HiveState[]): HeartbeatData {
  const { worker_ids, hive_ids, ...counts } = queen;
  return { ...counts, hives: hives.map(copyOf) };
}

const copies = new WeakMap<HiveState, HeartbeatHive>();

/** The copy of a hive, the same for the same sample: a page may sort the array of workers in place. */
function copyOf(hive: HiveState): HeartbeatHive {
  const copy = copies.get(hive) ?? { ...hive, workers: [...hive.workers] };
  copies.set(hive, copy);
  return copy;
}
