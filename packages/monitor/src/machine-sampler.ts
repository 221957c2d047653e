import type { NodeStats, UnknownReason } from '@rbee/contract';
import { missing } from './figure.ts';
import { type NodeGpus, nodeStats, readPortableMachine, type Unseen } from './node/index.ts';
import { Meter } from './rates/index.ts';

/** Reads the machine through Node's `os` module, without its workers; `workers` is why they are unknown. */
export function machineSampler(version: string, platform: NodeJS.Platform, workers: UnknownReason) {
  const meter = new Meter();
  const gpus: NodeGpus = {
    cards: [],
    gap: missing(workers === 'timeout' ? 'timeout' : 'driver_unsupported'),
  };
  const unseen: Unseen = { unreadable: null, unknown: { workers } };
  const read = (atMs: number): { readonly workers: []; readonly node: NodeStats } => {
    const moment = { meter, atMs };
    const node = nodeStats(readPortableMachine(platform), version, moment, gpus, unseen);
    meter.endSample();
    return { workers: [], node };
  };
  return { read, close: () => {} };
}
