import type { Gpu, UnknownReason } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import type { Told } from '../protocol.ts';
import { DeviceCalls } from './device.ts';
import { readMemory } from './memory.ts';
import { CODES, reasonOfCode } from './return-codes.ts';
import { SIZES, textOf } from './structures.ts';

/** A part of a card that is divided by the Multi-Instance GPU. */
export interface MigPart {
  readonly uuid: string;
  readonly calls: DeviceCalls;
}

/** The parts of a card, and why some of them may be missing. */
export interface MigParts {
  readonly parts: readonly MigPart[];
  readonly gap: UnknownReason | undefined;
}

/** The parts of a card; undefined if it is not divided. */
export function readMigParts(device: DeviceCalls): MigParts | undefined {
  const current = Buffer.alloc(SIZES.u32);
  const pending = Buffer.alloc(SIZES.u32);
  const code = device.call('nvmlDeviceGetMigMode', current, pending);
  if (code !== CODES.success || current.readUInt32LE() !== 1) return undefined;
  const most = device.u32('nvmlDeviceGetMaxMigDeviceCount');
  if (typeof most === 'string') return { parts: [], gap: most };
  const indexes = Array.from({ length: Math.min(most, LIMITS.maxGpus) }, (_, index) => index);
  const read = indexes.map((index) => migPart(device, index)).filter((it) => it !== undefined);
  return {
    parts: read.filter((it) => typeof it !== 'string'),
    gap: read.find((it) => typeof it === 'string'),
  };
}

/** Undefined if there is no part with this index, or why it cannot be read. */
function migPart(device: DeviceCalls, index: number): MigPart | UnknownReason | undefined {
  const handle = Buffer.alloc(SIZES.handle);
  const found = device.call('nvmlDeviceGetMigDeviceHandleByIndex', index, handle);
  if (found === CODES.notFound || found === CODES.invalidArgument) return undefined;
  if (found !== CODES.success) return reasonOfCode(found);
  const calls = new DeviceCalls(device.library, handle.readBigUInt64LE());
  const uuid = Buffer.alloc(SIZES.text);
  const named = calls.call('nvmlDeviceGetUUID', uuid, SIZES.text);
  return named === CODES.success ? { uuid: textOf(uuid), calls } : reasonOfCode(named);
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
