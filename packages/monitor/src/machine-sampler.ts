import type { NodeStats, UnknownReason } from '@rbee/contract';
import { noGpuReader } from './gpu-reader.ts';
import { nodeStats, readPortableMachine, type Unseen } from './node/index.ts';
import { Meter } from './rates/index.ts';

/** Reads the machine through Node's `os` module, without its workers; `workers` is why they are unknown. */
export function machineSampler(version: string, platform: NodeJS.Platform, workers: UnknownReason) {
  const meter = new Meter();
  const unseen: Unseen = { unreadable: null, unknown: { workers } };
  const read = (atMs: number): { readonly workers: []; readonly node: NodeStats } => {
    const moment = { meter, atMs };
    const node = nodeStats(readPortableMachine(platform), version, moment, noGpuReader().read(), unseen);
    meter.endSample();
    return { workers: [], node };
  };
  return { read, close: () => {} };
}
