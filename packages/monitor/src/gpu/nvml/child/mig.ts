import type { Gpu } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import type { Told } from '../protocol.ts';
import { DeviceCalls } from './device.ts';
import { readMemory } from './memory.ts';
import { CODES } from './return-codes.ts';
import { SIZES, textOf } from './structures.ts';

/** A part of a card that is divided by the Multi-Instance GPU. */
export interface MigPart {
  readonly uuid: string;
  readonly calls: DeviceCalls;
}

/** The parts of a card; undefined if it is not divided. */
export function readMigParts(device: DeviceCalls): readonly MigPart[] | undefined {
  const current = Buffer.alloc(SIZES.u32);
  const pending = Buffer.alloc(SIZES.u32);
  const code = device.call('nvmlDeviceGetMigMode', current, pending);
  if (code !== CODES.success || current.readUInt32LE() !== 1) return undefined;
  const most = device.u32('nvmlDeviceGetMaxMigDeviceCount');
  const parts: MigPart[] = [];
  for (let index = 0; typeof most === 'number' && index < Math.min(most, LIMITS.maxGpus); index += 1) {
    const part = migPart(device, index);
    if (part) parts.push(part);
  }
  return parts;
}

/** Undefined if there is no part with this index. */
function migPart(device: DeviceCalls, index: number): MigPart | undefined {
  const handle = Buffer.alloc(SIZES.handle);
  if (device.call('nvmlDeviceGetMigDeviceHandleByIndex', index, handle) !== CODES.success) return undefined;
  const calls = new DeviceCalls(device.library, handle.readBigUInt64LE());
  const uuid = Buffer.alloc(SIZES.text);
  if (calls.call('nvmlDeviceGetUUID', uuid, SIZES.text) !== CODES.success) return undefined;
  return { uuid: textOf(uuid), calls };
}

/** A part in the form of the wire. */
export function migPartOf({ uuid, calls }: MigPart): NonNullable<Gpu['mig']>[number] {
  const { used, total } = readMemory(calls);
  const unknown = {
    ...(typeof used === 'string' ? { vram_used_mb: used } : {}),
    ...(typeof total === 'string' ? { vram_total_mb: total } : {}),
  };
  const figures = { uuid, vram_used_mb: wholeOf(used), vram_total_mb: wholeOf(total) };
  return Object.keys(unknown).length > 0 ? { ...figures, unknown } : figures;
}

const wholeOf = (told: Told): number => (typeof told === 'number' ? Math.round(told) : 0);
