/** Program that reads an NVIDIA library as a hive does, once a second. Argument: the path of the library. */
import { setTimeout } from 'node:timers/promises';
import { createFiles } from '../src/files/index.ts';
import { createNvidiaReader } from '../src/gpu/nvml/index.ts';

const reader = createNvidiaReader({
  files: createFiles(),
  procRoot: '/proc',
  sysRoot: '/nonexistent',
  foreignPidNamespace: false,
  nvmlLibrary: process.argv[2],
});
for (;;) {
  await reader.prepare?.();
  await setTimeout(1_000);
}
