import type { Files } from '../files/index.ts';
import type { GpuReader } from '../gpu-reader.ts';
import { createDrmReaders } from './drm/index.ts';
import { createNvidiaReader } from './nvml/index.ts';

/** Where the GPUs of a machine show themselves. */
export interface GpuPlaces {
  readonly files: Files;
  /** Where proc(5) is mounted. */
  readonly procRoot: string;
  /** Where sysfs(5) is mounted. */
  readonly sysRoot: string;
  /** True if `procRoot` does not show the processes of the whole machine: the pids of a driver are of no use there. */
  readonly foreignPidNamespace: boolean;
  /** True if `procRoot` does not list the processes of other users. */
  readonly hidesProcesses?: boolean;
  /** NVIDIA's management library; without it the usual places are searched. */
  readonly nvmlLibrary?: string | undefined;
}

/** The readers of all vendors. Of a GPU that two of them give, the earlier one counts. */
export const createGpuReaders = (places: GpuPlaces): readonly GpuReader[] => [
  createNvidiaReader(places),
  ...createDrmReaders(places),
];
