import { type Missing, missing, type Reading } from '../figure.ts';
import type { GpuCard, GpuVendor } from '../gpu-reader.ts';
import { addressOf } from './distinct-cards.ts';
import type { PresentGpu } from './presence.ts';

/** What the reader of one vendor gave in a sample. */
export interface VendorReading {
  readonly vendor: GpuVendor;
  readonly reading: Reading<readonly GpuCard[]>;
}

/**
 * The GPUs that the machine has and no reader gave. A card is known by its PCI address; one without, such as of Tegra,
 * stands for any GPU of its vendor.
 */
export function unlistedGpus(
  readings: readonly VendorReading[],
  present: readonly PresentGpu[],
): readonly PresentGpu[] {
  const cards = readings.flatMap(({ reading }) => (reading.ok ? reading.value : []));
  const listed = new Set(cards.flatMap(({ details }) => (details.pci ? [addressOf(details.pci)] : [])));
  const anonymous: PresentGpu['vendor'][] = cards.filter((it) => !it.details.pci).map((it) => it.vendor);
  return present.filter(({ vendor, pci }) => {
    if (pci === null) return !cards.some((it) => vendor === null || it.vendor === vendor);
    if (listed.has(addressOf(pci))) return false;
    const at = anonymous.indexOf(vendor);
    if (at >= 0) anonymous.splice(at, 1);
    return at < 0;
  });
}

/**
 * Why GPUs of the machine may be missing in the readings; undefined if they are all there. A reader without a driver is
 * no gap if the machine has no GPU that it could read. Without `present` only the readers tell.
 */
export function gapOf(
  readings: readonly VendorReading[],
  present: Reading<readonly PresentGpu[]> | null,
): Missing | undefined {
  for (const { reading } of readings) {
    if (!reading.ok && !(present?.ok && reading.reason === 'driver_unsupported')) return reading;
  }
  if (!present?.ok) return present ?? undefined;
  return unlistedGpus(readings, present.value).length > 0 ? missing('driver_unsupported') : undefined;
}
