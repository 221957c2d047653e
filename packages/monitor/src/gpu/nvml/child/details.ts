import type { GpuDetails } from '../../../gpu-reader.ts';
import type { Told } from '../protocol.ts';
import type { DeviceCalls } from './device.ts';
import { CODES, reasonOfCode } from './return-codes.ts';
import { SIZES, versionWord } from './structures.ts';

/** `NVML_CLOCK_GRAPHICS` and `NVML_CLOCK_MEM`. */
const GRAPHICS_CLOCK = 0;
const MEMORY_CLOCK = 2;
/** `NVML_TEMPERATURE_GPU`. */
const CORE_SENSOR = 0;

type NumberName = {
  [Name in keyof GpuDetails]-?: NonNullable<GpuDetails[Name]> extends number ? Name : never;
}[keyof GpuDetails];

/** The optional figures of a card that change from one sample to the next; what is not known is absent. */
export const readDetails = (device: DeviceCalls): GpuDetails =>
  knownOf({
    temp_c: temperature(device),
    power_w: watts(device.u32('nvmlDeviceGetPowerUsage')),
    clock_mhz: device.u32('nvmlDeviceGetClockInfo', GRAPHICS_CLOCK),
    memory_clock_mhz: device.u32('nvmlDeviceGetClockInfo', MEMORY_CLOCK),
    fan_pct: percent(device.u32('nvmlDeviceGetFanSpeed')),
    pcie_generation: device.u32('nvmlDeviceGetCurrPcieLinkGeneration'),
    pcie_width: device.u32('nvmlDeviceGetCurrPcieLinkWidth'),
  });

/** The power limit, which a person changes at most. */
export const readLimits = (device: DeviceCalls): GpuDetails =>
  knownOf({ power_limit_w: watts(device.u32('nvmlDeviceGetEnforcedPowerLimit')) });

function knownOf(told: Readonly<Partial<Record<NumberName, Told>>>): GpuDetails {
  return Object.fromEntries(Object.entries(told).filter(([, value]) => typeof value === 'number'));
}

const watts = (milliwatts: Told): Told => (typeof milliwatts === 'number' ? milliwatts / 1000 : milliwatts);

/** A fan can turn faster than the speed that counts as 100 %. */
const percent = (told: Told): Told => (typeof told === 'number' ? Math.min(100, told) : told);

/** Degrees Celsius. The call of all drivers so far is deprecated by the one with a versioned structure. */
function temperature(device: DeviceCalls): Told {
  const first = device.u32('nvmlDeviceGetTemperature', CORE_SENSOR);
  if (typeof first === 'number') return first;
  const memory = Buffer.alloc(SIZES.temperature);
  memory.writeUInt32LE(versionWord(SIZES.temperature, 1), 0);
  memory.writeUInt32LE(CORE_SENSOR, 4);
  const code = device.call('nvmlDeviceGetTemperatureV', memory);
  return code === CODES.success ? memory.readInt32LE(8) : reasonOfCode(code);
}
