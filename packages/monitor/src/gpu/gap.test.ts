import { expect, test } from 'vitest';
import { aGpuCard } from '../../testing/index.ts';
import { missing, type Reading } from '../figure.ts';
import type { GpuCard } from '../gpu-reader.ts';
import { gapOf, type VendorReading } from './gap.ts';

const reading = (
  vendor: VendorReading['vendor'],
  its: Reading<readonly GpuCard[]> | readonly GpuCard[],
): VendorReading => ({ vendor, reading: 'ok' in its ? its : { ok: true, value: its } });
const card = (pci?: string, vendor: GpuCard['vendor'] = 'nvidia') =>
  aGpuCard([], { vendor, details: pci === undefined ? {} : { pci } });
const has = (...value: { vendor: GpuCard['vendor'] | null; pci: string | null }[]) =>
  ({ ok: true, value }) as const;
const NVIDIA = { vendor: 'nvidia', pci: '0000:65:00.0' } as const;
const OTHER = { vendor: 'nvidia', pci: '0000:66:00.0' } as const;
const UNSUPPORTED = missing('driver_unsupported');

test('[N1] a vendor without a driver is no gap on a machine without a GPU of that vendor', () => {
  expect(gapOf([reading('nvidia', UNSUPPORTED)], has())).toBeUndefined();
  const readings = [reading('nvidia', UNSUPPORTED), reading('intel', [card('0000:00:02.0', 'intel')])];
  expect(gapOf(readings, has({ vendor: 'intel', pci: '0000:00:02.0' }))).toBeUndefined();
  expect(gapOf(readings, has(NVIDIA))).toEqual(UNSUPPORTED);
});

test('[N1] a GPU that the machine has and no reader gives is a gap, whichever reader could have given it', () => {
  expect(gapOf([reading('nvidia', [])], has(NVIDIA))).toEqual(UNSUPPORTED);
  expect(gapOf([reading('nvidia', [card('0000:65:00.0')])], has(NVIDIA, OTHER))).toEqual(UNSUPPORTED);
  expect(gapOf([], has(NVIDIA))).toEqual(UNSUPPORTED);
  const byNouveau = [reading('nvidia', UNSUPPORTED), reading('nvidia', [card('0000:65:00.0')])];
  expect(gapOf(byNouveau, has(NVIDIA))).toBeUndefined();
});

test('a PCI address is the same with eight digits of the domain, as NVML writes it', () => {
  expect(gapOf([reading('nvidia', [card('00000000:65:00.0')])], has(NVIDIA))).toBeUndefined();
  const far = { vendor: 'nvidia', pci: '000f:01:00.0' } as const;
  expect(gapOf([reading('nvidia', [card('0000000F:01:00.0')])], has(far))).toBeUndefined();
});

test('a card without an address stands for one GPU of its vendor', () => {
  expect(gapOf([reading('nvidia', [card()])], has(NVIDIA))).toBeUndefined();
  expect(gapOf([reading('nvidia', [card()])], has(NVIDIA, OTHER))).toEqual(UNSUPPORTED);
  expect(gapOf([reading('amd', [card(undefined, 'amd')])], has(NVIDIA))).toEqual(UNSUPPORTED);
});

test('a GPU without an address is given by any card: in WSL of any vendor, on a Tegra of NVIDIA', () => {
  const windows = { vendor: null, pci: null };
  expect(gapOf([reading('nvidia', [card('00000000:01:00.0')])], has(windows))).toBeUndefined();
  expect(gapOf([reading('nvidia', UNSUPPORTED)], has(windows))).toEqual(UNSUPPORTED);
  const tegra = { vendor: 'nvidia', pci: null } as const;
  expect(gapOf([reading('amd', [card('0000:01:00.0', 'amd')])], has(tegra))).toEqual(UNSUPPORTED);
});

test('[W2] another failure is a gap, also where no GPU is seen on a PCI bus', () => {
  expect(gapOf([reading('nvidia', missing('timeout'))], has())).toEqual(missing('timeout'));
  expect(gapOf([reading('nvidia', [])], missing('not_exposed'))).toEqual(missing('not_exposed'));
});

test('without a look at the machine the readers alone tell', () => {
  expect(gapOf([reading('nvidia', [])], null)).toBeUndefined();
  expect(gapOf([reading('nvidia', UNSUPPORTED)], null)).toEqual(UNSUPPORTED);
});
