import type { Told } from '../protocol.ts';
import type { DeviceCalls } from './device.ts';
import { CODES, reasonOfCode } from './return-codes.ts';
import { mebibytesAt, SIZES, versionWord } from './structures.ts';

/** Memory of a card or of a part of one. */
export interface ToldMemory {
  readonly used: Told;
  readonly total: Told;
}

/**
 * Memory in use and in all, MiB. `nvmlDeviceGetMemoryInfo_v2` does not count what the driver reserves as used, as
 * `nvidia-smi` does not; the first version of the call counts it. A card without memory of its own supports neither.
 */
export function readMemory(device: DeviceCalls): ToldMemory {
  const second = Buffer.alloc(SIZES.memoryV2);
  second.writeUInt32LE(versionWord(SIZES.memoryV2, 2));
  if (device.call('nvmlDeviceGetMemoryInfo_v2', second) === CODES.success) {
    return { total: mebibytesAt(second, 8), used: mebibytesAt(second, 32) };
  }
  const first = Buffer.alloc(SIZES.memory);
  const code = device.call('nvmlDeviceGetMemoryInfo', first);
  if (code === CODES.success) return { total: mebibytesAt(first, 0), used: mebibytesAt(first, 16) };
  const reason = code === CODES.notSupported ? 'unified_memory' : reasonOfCode(code);
  return { total: reason, used: reason };
}
