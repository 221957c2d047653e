import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { createFakeNvml, HEALTHY } from '../packages/monitor/testing/fake-nvml.ts';

/** Larger than the pids of this machine: processes of other containers, which the hive does not see. */
const NO_PID = 4_000_000;

/**
 * Makes a fake library of NVIDIA's with so many GPUs, which share so many busy processes. Every user can read it; it is
 * removed when this process exits. Returns its path. Throws if there is no C compiler.
 */
export function fakeGpus(gpus: number, processes: number): string {
  const fake = createFakeNvml();
  process.once('exit', () => fake.remove());
  chmodSync(dirname(fake.path), 0o755);
  const cards = Array.from(
    { length: gpus },
    (_, card) => `device ${card} GPU-${card} 00000000:${10 + card}:00.0 81559 40960 NVIDIA H100 80GB HBM3`,
  );
  const users = Array.from({ length: processes }, (_, at) => {
    const [card, pid] = [at % gpus, NO_PID + at];
    return [`process compute ${card} ${pid} 512`, `use ${card} ${pid} 200 50`];
  });
  fake.script([...HEALTHY, ...cards, ...users.flat()]);
  return fake.path;
}
