import type { NodeStats } from '@rbee/contract';
import { missing } from './figure.ts';
import { type NodeGpus, nodeStats, readPortableMachine, type Unseen } from './node/index.ts';
import { Meter } from './rates/index.ts';

/** Reads the machine through Node's `os` module, without its workers. */
export function machineSampler(version: string, platform: NodeJS.Platform) {
  const meter = new Meter();
  const gpus: NodeGpus = { cards: [], gap: missing('driver_unsupported') };
  const unseen: Unseen = { unreadable: null, unknown: { workers: 'not_exposed' } };
  const read = (atMs: number): { readonly workers: []; readonly node: NodeStats } => {
    const moment = { meter, atMs };
    const node = nodeStats(readPortableMachine(platform), version, moment, gpus, unseen);
    meter.endSample();
    return { workers: [], node };
  };
  return { read, close: () => {} };
}
