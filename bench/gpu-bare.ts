/**
 * Program that repeats the calls of one sample of NVIDIA's library and does nothing with what they write. Argument: the
 * path of the library. It answers each message, a number of samples, with the CPU milliseconds of each.
 */
import { Driver } from '../packages/monitor/src/gpu/nvml/child/driver.ts';
import type { Argument, NvmlFunction, NvmlLibrary } from '../packages/monitor/src/gpu/nvml/child/library.ts';
import { loadLibrary } from '../packages/monitor/src/gpu/nvml/child/load-library.ts';

const library = await loadLibrary([process.argv[2] ?? '']);
if (!library) throw new Error('The library cannot be loaded.');

/** The calls of one sample. */
const calls: (readonly [NvmlFunction, readonly Argument[]])[] = [];
const recording: NvmlLibrary = {
  ...library,
  call: (name, ...args) => {
    calls.push([name, args]);
    return library.call(name, ...args);
  },
};
const driver = Driver.open(recording, { openLog: () => ({ take: () => [] }), sinceBootS: () => 0 });
if (typeof driver === 'string') throw new Error(`The library failed: ${driver}`);
// The first samples search for the cards, and find out how much room their lists need.
for (let nowMs = 0; nowMs < 5_000; nowMs += 1_000) {
  calls.length = 0;
  driver.read(null, { nowMs, nowUs: Date.now() * 1_000 });
}

process.on('message', (samples: number) => {
  const cpuMs: number[] = [];
  for (let i = 0; i < samples; i += 1) {
    const before = process.cpuUsage();
    for (const [name, args] of calls) library.call(name, ...args);
    const { user, system } = process.cpuUsage(before);
    cpuMs.push((user + system) / 1_000);
  }
  process.send?.(cpuMs);
});
