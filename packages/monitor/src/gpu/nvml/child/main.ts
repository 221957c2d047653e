/**
 * The process that calls NVIDIA's driver for a hive: a call can block for ever or end the process, and must do neither to
 * the hive. It is started with the paths of the library, and asked by lines on its standard input.
 */
import { endWithParent } from './end-with-parent.ts';
import { KernelLog } from './kernel-log.ts';
import { loadLibrary } from './load-library.ts';
import { serveRequests } from './serve-requests.ts';

serveRequests({
  input: process.stdin,
  write: (line) => process.stdout.write(line),
  load: async () => {
    await endWithParent();
    return loadLibrary(process.argv.slice(2));
  },
  openLog: () => new KernelLog(),
  // Node's `uptime` also counts the time in which the machine was suspended.
  sinceBootS: () => Number(process.hrtime.bigint()) / 1e9,
  monotonicMs: () => performance.now(),
  nowMs: Date.now,
});
