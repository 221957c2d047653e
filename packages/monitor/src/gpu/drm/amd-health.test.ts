import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeMachine, type FakeMachine } from '../../../testing/index.ts';
import { createFiles } from '../../files/index.ts';
import { memoryFaults, throttleCauses } from './amd-health.ts';

/** A table of `gpu_metrics` of a revision with the bits at an offset, as kgd_pp_interface.h lays it out. */
function table(format: number, content: number, offset: number, bits: bigint): Uint8Array {
  const bytes = new Uint8Array(160);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, bytes.length, true);
  view.setUint8(2, format);
  view.setUint8(3, content);
  view.setBigUint64(offset, bits, true);
  return bytes;
}

const bit = (number: number) => 1n << BigInt(number);

test.each([
  ['a graphics card', 1, 3, 112],
  ['a processor with graphics', 2, 2, 120],
  ['a processor with graphics', 2, 4, 120],
])('the reasons for which %s slows down (revision %i.%i)', (_, format, content, offset) => {
  const causes = (bits: bigint) => throttleCauses(table(format, content, offset, bits));
  expect(causes(0n)).toEqual([]);
  expect(causes(bit(0))).toEqual(['power_limit']);
  expect(causes(bit(22))).toEqual(['power_limit']);
  expect(causes(bit(36))).toEqual(['thermal']);
  expect(causes(bit(47))).toEqual(['hardware_slowdown']);
  expect(causes(bit(1) | bit(35) | bit(46))).toEqual(['power_limit', 'thermal', 'hardware_slowdown']);
  expect(causes(bit(56) | bit(60))).toEqual([]);
});

test('a table that does not tell tells nothing: all ones, another revision, cut short', () => {
  expect(throttleCauses(table(1, 3, 112, 2n ** 64n - 1n))).toBeNull();
  expect(throttleCauses(table(1, 4, 112, 1n))).toBeNull();
  expect(throttleCauses(table(3, 0, 120, 1n))).toBeNull();
  expect(throttleCauses(table(1, 3, 112, 1n).subarray(0, 119))).toBeNull();
  expect(throttleCauses(new Uint8Array(3))).toBeNull();
});

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
});
afterEach(() => machine.remove());

test('memory errors: uncorrectable ones count, and pages that wait for their replacement or cannot be taken out of use', () => {
  const files = createFiles();
  const faults = () => memoryFaults(files, `${machine.sysRoot}/card`);
  expect(faults()).toBeNull();
  machine.sysFile('card/ras/umc_err_count', 'ue: 0\nce: 12\n');
  machine.sysFile('card/ras/gfx_err_count', 'ue: 0\nce: 0\n');
  machine.sysFile('card/ras/gpu_vram_bad_pages', '0x00000001 : 0x00001000 : R\n');
  expect(faults()).toEqual([]);
  machine.sysFile('card/ras/umc_err_count', 'ue: 3\nce: 12\n');
  machine.sysFile(
    'card/ras/gpu_vram_bad_pages',
    '0x00000001 : 0x00001000 : P\n0x00000002 : 0x00001000 : F\n',
  );
  expect(faults()).toEqual(['ecc_errors', 'retirement_pending', 'remap_failed']);
});
