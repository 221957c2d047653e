/**
 * The process that calls NVIDIA's driver for a hive: a call can block for ever or end the process, and must do neither to
 * the hive. It is started with the paths of the library, and asked by lines on its standard input.
 */
import { uptime } from 'node:os';
import { KernelLog } from './kernel-log.ts';
import { serveRequests } from './serve-requests.ts';

serveRequests({
  input: process.stdin,
  write: (line) => process.stdout.write(line),
  // Koffi is loaded here and nowhere else: it takes memory, and need not exist for every platform.
  load: async () => {
    try {
      const { loadLibrary } = await import('./load-library.ts');
      return loadLibrary(process.argv.slice(2));
    } catch {
      return undefined;
    }
  },
  openLog: () => new KernelLog(),
  sinceBootS: uptime,
  monotonicMs: () => performance.now(),
  nowMs: Date.now,
});
