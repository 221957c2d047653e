/**
 * Program that holds memory of the first NVIDIA GPU and keeps it busy for a part of the time, by the driver's own
 * interface, so that neither a compiler nor a CUDA toolkit is needed. Arguments: MiB, and percent of the time. It sends
 * a message when it holds the memory, and ends with its parent.
 */
import { setTimeout } from 'node:timers/promises';
import koffi from 'koffi';
import { SPIN } from './spin.ts';

const [mebibytes = 0, duty = 0] = process.argv.slice(2).map(Number);
/** Length of a turn: much shorter than the time over which the driver measures. */
const TURN_MS = 100;
const BLOCKS = 64;
const THREADS = 256;

const cuda = koffi.load('libcuda.so.1');

/** Calls a function of the driver; throws if it fails (`CUresult`). */
function call(name: string, kinds: readonly string[], ...args: readonly unknown[]): void {
  const code: unknown = cuda.func(name, 'int', [...kinds])(...args);
  if (code !== 0) throw new Error(`${name} returned ${code}.`);
}

/** Memory for a value of eight bytes that the driver writes. */
const out = (): Buffer => Buffer.alloc(8);

call('cuInit', ['uint32_t'], 0);
const device = out();
call('cuDeviceGet', ['void *', 'int'], device, 0);
const context = out();
call('cuDevicePrimaryCtxRetain', ['void *', 'int'], context, device.readInt32LE());
call('cuCtxSetCurrent', ['void *'], context.readBigUInt64LE());
call('cuMemAlloc_v2', ['void *', 'size_t'], out(), mebibytes * 1024 * 1024);
const code = out();
call('cuModuleLoadData', ['void *', 'str'], code, SPIN);
const kernel = out();
call('cuModuleGetFunction', ['void *', 'void *', 'str'], kernel, code.readBigUInt64LE(), 'spin');

/** Keeps the GPU busy for so many milliseconds, and waits for it. */
const nanoseconds = out();
const parameters = out();
parameters.writeBigUInt64LE(koffi.address(nanoseconds));
function spin(ms: number): void {
  nanoseconds.writeBigUInt64LE(BigInt(ms) * 1_000_000n);
  const sizes = [BLOCKS, 1, 1, THREADS, 1, 1, 0];
  const kinds = ['void *', ...sizes.map(() => 'uint32_t'), 'void *', 'void *', 'void *'];
  call('cuLaunchKernel', kinds, kernel.readBigUInt64LE(), ...sizes, null, parameters, null);
  call('cuCtxSynchronize', []);
}

spin(1);
process.on('disconnect', () => process.exit());
process.send?.('ready');
for (let turn = performance.now(); ; turn += TURN_MS) {
  if (duty > 0) spin(Math.round((TURN_MS * duty) / 100));
  await setTimeout(Math.max(0, turn + TURN_MS - performance.now()));
}
