import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { secondsBlock } from '../../testing/arbitrary-blocks.ts';
import { DamagedBlock } from './damaged-block.ts';
import { decodeJoined, encodeJoined } from './joined-format.ts';
import { rollUpSeconds } from './roll-up.ts';
import { decodeRolled, encodeRolled } from './rolled-format.ts';
import { decodeSeconds, encodeSeconds } from './seconds-format.ts';

vi.setConfig({ testTimeout: 60_000 });

const ALL = { from: 0, to: Number.MAX_SAFE_INTEGER };
const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 });

/** Damaged bytes with a checksum that fits, as if whoever damaged them had meant it. */
function resealed(bytes: Uint8Array, changes: readonly (readonly [number, number])[]): Uint8Array {
  const damaged = bytes.slice();
  for (const [at, byte] of changes) damaged[5 + (at % (damaged.length - 5))] = byte;
  new DataView(damaged.buffer).setUint32(1, crc32(damaged.subarray(5)), true);
  return damaged;
}

/** Either a value or a `DamagedBlock`. */
function expectBounded(decode: () => unknown): void {
  try {
    decode();
  } catch (error) {
    expect(error).toBeInstanceOf(DamagedBlock);
  }
}

test('whatever a block of seconds has become, it is a block or damaged', () => {
  fc.assert(
    fc.property(secondsBlock, damage, (block, changes) => {
      expectBounded(() => decodeSeconds(resealed(encodeSeconds(block), changes)));
    }),
  );
});

test('whatever a rolled-up block has become, it is a block or damaged', () => {
  fc.assert(
    fc.property(secondsBlock, damage, (block, changes) => {
      expectBounded(() => decodeRolled(resealed(encodeRolled(rollUpSeconds(block)), changes)));
    }),
  );
});

test('whatever joined blocks have become, they are blocks or damaged', () => {
  fc.assert(
    fc.property(secondsBlock, damage, (block, changes) => {
      const first = rollUpSeconds(block);
      const bytes = encodeJoined([first, { ...first, start: first.start + 120_000 }]);
      expectBounded(() => decodeJoined(resealed(bytes, changes), ALL));
    }),
  );
});

test('any bytes are no block', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, isSealed) => {
      const all = isSealed ? resealed(Uint8Array.from([1, 0, 0, 0, 0, 0, ...bytes]), [[0, 0]]) : bytes;
      expect(() => decodeSeconds(all)).toThrow(DamagedBlock);
      expect(() => decodeRolled(all)).toThrow(DamagedBlock);
      expect(() => decodeJoined(all, ALL)).toThrow(DamagedBlock);
    }),
  );
});
