import type { GpuHealthCode } from '@rbee/contract';
import type { DeviceCalls } from './device.ts';
import { CODES } from './return-codes.ts';
import { SIZES } from './structures.ts';

/** `nvmlClocksEventReason*`: why a card runs slower than it could. */
const SLOW = {
  powerCap: 0x4,
  hardware: 0x8,
  softwareThermal: 0x20,
  hardwareThermal: 0x40,
  powerBrake: 0x80,
} as const;

/** `NVML_MEMORY_ERROR_TYPE_UNCORRECTED` and `NVML_VOLATILE_ECC`: errors since the driver was loaded. */
const UNCORRECTED = 1;
const VOLATILE = 0;

/** What slows a card down at the moment; undefined if its driver does not tell. */
export function readSlowdown(device: DeviceCalls): readonly GpuHealthCode[] | undefined {
  const names = [
    'nvmlDeviceGetCurrentClocksEventReasons',
    'nvmlDeviceGetCurrentClocksThrottleReasons',
  ] as const;
  const [first, second] = names;
  const told = device.u64(first);
  const reasons = typeof told === 'number' ? told : device.u64(second);
  return typeof reasons === 'number' ? slowdownOf(reasons) : undefined;
}

/**
 * The reasons of the driver in words. `HwSlowdown` comes with the more precise `HwThermalSlowdown` or
 * `HwPowerBrakeSlowdown`.
 */
export function slowdownOf(reasons: number): readonly GpuHealthCode[] {
  const has = (...bits: readonly number[]) => bits.some((bit) => (reasons & bit) !== 0);
  const isHot = has(SLOW.softwareThermal, SLOW.hardwareThermal);
  const isSignal = has(SLOW.powerBrake) || (has(SLOW.hardware) && !has(SLOW.hardwareThermal));
  return [
    ...(has(SLOW.powerCap) ? ['power_limit' as const] : []),
    ...(isHot ? ['thermal' as const] : []),
    ...(isSignal ? ['hardware_slowdown' as const] : []),
  ];
}

/** What is wrong with the memory of a card. Cards without ECC support none of these calls, and nothing is wrong. */
export function readMemoryFaults(device: DeviceCalls): readonly GpuHealthCode[] {
  const errors = device.u64('nvmlDeviceGetTotalEccErrors', UNCORRECTED, VOLATILE);
  const isRetiring = device.u32('nvmlDeviceGetRetiredPagesPendingStatus');
  const [, , isRemapping, hasFailed] = remappedRows(device);
  return [
    ...(isSome(errors) ? ['ecc_errors' as const] : []),
    ...(isSome(isRetiring) ? ['retirement_pending' as const] : []),
    ...(isRemapping ? ['remap_pending' as const] : []),
    ...(hasFailed ? ['remap_failed' as const] : []),
  ];
}

const isSome = (told: number | string): boolean => typeof told === 'number' && told > 0;

/** `nvmlDeviceGetRemappedRows`: rows remapped for correctable and uncorrectable errors, whether one waits, has failed. */
function remappedRows(device: DeviceCalls): readonly number[] {
  const four = Buffer.alloc(4 * SIZES.u32);
  const parts = [0, 1, 2, 3].map((at) => four.subarray(at * SIZES.u32, (at + 1) * SIZES.u32));
  const code = device.call('nvmlDeviceGetRemappedRows', ...parts);
  return code === CODES.success ? parts.map((it) => it.readUInt32LE()) : [];
}
