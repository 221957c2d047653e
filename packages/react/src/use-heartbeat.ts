import type { HiveState, ProcessStats, QueenHeartbeat } from '@rbee/queen-rbee-sdk';
import { useMemo } from 'react';
import { connectionOf, hivesOf, queenOf, useSelection, useStore } from './store.tsx';

/** One hive as `useHeartbeat` gives it: the seed's three fields, and what the queen adds to them. */
export interface HeartbeatHive extends Omit<HiveState, 'workers'> {
  workers: ProcessStats[];
}

/** The fleet as `useHeartbeat` gives it. */
export interface HeartbeatData {
  /** Workers of online hives ([R2]). */
  workers_online: number;
  /** Online workers that could take work ([R2]). */
  workers_available: number;
  /** Hives that are healthy or degraded ([R1]). */
  hives_online: number;
  /** Hives that can take work ([R3]). */
  hives_available: number;
  /** Every known hive, sorted by id, those that stopped reporting included ([R4]). */
  hives: HeartbeatHive[];
  /** When the queen wrote its last beat (RFC 3339). */
  timestamp: string;
}

/** What `useHeartbeat` returns. */
export interface UseHeartbeatResult {
  /** The last known fleet; null before the queen's first beat. Kept while disconnected. */
  data: HeartbeatData | null;
  /** Whether `data` is current: the stream is open and not silent. */
  connected: boolean;
  /** True until the first beat or the first failure. */
  loading: boolean;
  /** Why there is no connection (an invalid `baseUrl` included), one sentence; null without an error. */
  error: string | null;
}

/**
 * The whole fleet, live. All components of a page share one connection per queen.
 *
 * @param baseUrl the queen's address; default: the nearest provider's queen, else the one that served
 *   the page, else http://localhost:7833
 */
export function useHeartbeat(baseUrl?: string): UseHeartbeatResult {
  const store = useStore(baseUrl);
  const connection = useSelection(store, connectionOf);
  const queen = useSelection(store, queenOf);
  const hives = useSelection(store, hivesOf);
  const data = useMemo(() => queen && dataOf(queen, hives), [queen, hives]);
  const { state, error } = connection;
  return {
    data,
    connected: state === 'live',
    loading: queen === null && state !== 'offline',
    error,
  };
}

const dataOf = (queen: QueenHeartbeat, hives: readonly HiveState[]): HeartbeatData => ({
  workers_online: queen.workers_online,
  workers_available: queen.workers_available,
  hives_online: queen.hives_online,
  hives_available: queen.hives_available,
  hives: hives.map(seedHive),
  timestamp: queen.timestamp,
});

const seedHives = new WeakMap<HiveState, HeartbeatHive>();

/** A page may sort the arrays in place, so each hive is copied, once per sample. */
function seedHive(hive: HiveState): HeartbeatHive {
  const known = seedHives.get(hive);
  if (known) return known;
  const copy = { ...hive, workers: [...hive.workers] };
  seedHives.set(hive, copy);
  return copy;
}
