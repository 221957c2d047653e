import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  legacyUse,
  listedProcesses,
  listedUse,
  pciAddressOf,
  SIZES,
  textOf,
  versionWord,
} from './structures.ts';

const PCI_BUS_ID_AT = 36;

function entry(pid: number, memory: bigint, size: number): Buffer {
  const bytes = Buffer.alloc(size, 0xee);
  bytes.writeUInt32LE(pid, 0);
  bytes.writeBigUInt64LE(memory, 8);
  return bytes;
}

test.each([SIZES.processV1, SIZES.processV2, SIZES.processLong])(
  'reads process entries of %i bytes',
  (size) => {
    const bytes = Buffer.concat([entry(70, 512n << 20n, size), entry(71, 1024n << 20n, size)]);
    expect(listedProcesses(bytes, 2, size)).toEqual([
      { pid: 70, mebibytes: 512 },
      { pid: 71, mebibytes: 1024 },
    ]);
  },
);

test('[W2] memory that is not available is unknown, not 16 EiB', () => {
  const bytes = entry(70, 0xffff_ffff_ffff_ffffn, SIZES.processV2);
  expect(listedProcesses(bytes, 1, SIZES.processV2)).toEqual([{ pid: 70, mebibytes: null }]);
});

test('a count beyond the list, and pids that cannot exist, are left out', () => {
  const bytes = Buffer.concat([0, 5_000_000, 0xffff_ffff, 70].map((pid) => entry(pid, 0n, SIZES.processV2)));
  expect(listedProcesses(bytes, 0xffff_ffff, SIZES.processV2)).toEqual([{ pid: 70, mebibytes: 0 }]);
});

test('any bytes are read as entries within the buffer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(), (bytes, count) => {
      const buffer = Buffer.from(bytes);
      for (const size of [SIZES.processV1, SIZES.processV2, SIZES.processLong]) {
        const entries = listedProcesses(buffer, count, size);
        expect(entries.length).toBeLessThanOrEqual(Math.min(count, buffer.length / size));
        for (const it of entries) expect(it.pid).toBeGreaterThan(0);
      }
      expect(legacyUse(buffer, count).length).toBeLessThanOrEqual(buffer.length / SIZES.useSample);
      expect(listedUse(buffer, count).length).toBeLessThanOrEqual(buffer.length / SIZES.useEntry);
    }),
  );
});

test('version words are the size and the version', () => {
  expect(versionWord(SIZES.memoryV2, 2)).toBe(0x0200_0028);
  expect(versionWord(SIZES.useList, 1)).toBe(0x0100_0018);
  expect(versionWord(SIZES.temperature, 1)).toBe(0x0100_000c);
});

test.each([
  ['00000000:65:00.0', '0000:65:00.0'],
  ['0000:C1:00.1', '0000:c1:00.1'],
  ['00010000:e1:00.0', '10000:e1:00.0'],
  ['65:00.0', undefined],
  ['', undefined],
])('the PCI address %s is %s in sysfs', (busId, address) => {
  const info = Buffer.alloc(SIZES.pciInfo);
  info.write(busId, PCI_BUS_ID_AT, 'latin1');
  expect(pciAddressOf(info)).toBe(address);
});

test('a text ends at its end mark, or with the buffer', () => {
  expect(textOf(Buffer.from('GPU-1\0GPU-2\0'))).toBe('GPU-1');
  expect(textOf(Buffer.from('GPU-1'))).toBe('GPU-1');
});
