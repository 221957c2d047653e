import { known, missing } from '../src/figure.ts';
import type { GpuCard, GpuProcess, GpuReader } from '../src/gpu-reader.ts';

/** A process that computes on a GPU; differing fields in `fields`. */
export const aGpuProcess = (pid: number, fields: Partial<GpuProcess> = {}): GpuProcess => ({
  pid,
  computes: true,
  vramMb: known(1024),
  utilPct: known(10),
  ...fields,
});

/** A GPU of 24 GiB with these processes; differing fields in `fields`. */
export const aGpuCard = (processes: readonly GpuProcess[] = [], fields: Partial<GpuCard> = {}): GpuCard => ({
  uuid: 'GPU-1',
  index: 0,
  vendor: 'nvidia',
  name: 'NVIDIA GeForce RTX 4090',
  utilPct: known(50),
  usedMb: known(8192),
  totalMb: known(24_576),
  details: {},
  processes: { ok: true, value: processes },
  ...fields,
});

/** A reader of the GPUs that `cards` returns; a driver that failed if it returns none. Differing fields in `fields`. */
export const aGpuReader = (
  cards: () => readonly GpuCard[] | null,
  fields: Partial<GpuReader> = {},
): GpuReader => ({
  vendor: 'nvidia',
  read: () => {
    const value = cards();
    return value ? { ok: true, value } : missing('driver_error');
  },
  finding: () => ({ through: 'a test', missing: [] }),
  close: () => {},
  ...fields,
});
