import type { GpuReader } from '../../gpu-reader.ts';
import { type NvidiaOptions, NvidiaReader } from './nvidia-reader.ts';
import { MAX_LINE_BYTES } from './protocol.ts';

/** Where the library is on the systems whose dynamic linker does not know it: WSL 2, NixOS, containers, Jetson. */
const LIBRARIES = [
  'libnvidia-ml.so.1',
  '/usr/lib/wsl/lib/libnvidia-ml.so.1',
  '/run/opengl-driver/lib/libnvidia-ml.so.1',
  '/usr/local/nvidia/lib64/libnvidia-ml.so.1',
  '/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1',
  '/usr/lib/aarch64-linux-gnu/libnvidia-ml.so.1',
  '/usr/lib/aarch64-linux-gnu/nvidia/libnvidia-ml.so.1',
  '/usr/lib64/libnvidia-ml.so.1',
  '/usr/lib/libnvidia-ml.so.1',
];

/** Reads the GPUs of NVIDIA's driver, by its management library (NVML) or by `nvidia-smi`. */
export const createNvidiaReader = (options: NvidiaOptions): GpuReader =>
  new NvidiaReader(options, {
    // Loaded only on a machine that has a driver.
    startDriver: async () => {
      const { driverProcess } = await import('./driver-process.ts');
      return driverProcess(
        options.nvmlLibrary === undefined ? LIBRARIES : [options.nvmlLibrary],
        MAX_LINE_BYTES,
      );
    },
    startSmi: async (path) => {
      const { startSmi } = await import('./driver-process.ts');
      return startSmi(path);
    },
    monotonicMs: () => performance.now(),
    wait: (ms) => {
      const { promise: passed, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, ms);
      return { passed, cancel: () => clearTimeout(timer) };
    },
  });
