import { constants, zstdCompressSync } from 'node:zlib';
import { FIELDS, type FieldName, type SecondsBlock } from '../../packages/history/src/index.ts';

const FAST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const bytes = new Uint8Array(1 << 20);

/** The form that many stores have, for comparison: differences as numbers of variable length, then zstd; without a directory. */
export function zstdOf(block: SecondsBlock): Uint8Array {
  let at = 0;
  block.columns.forEach(({ entity, field }, i) => {
    const decimals: Partial<Record<FieldName, number>> = FIELDS[block.entities[entity]?.kind ?? 'node'];
    const scale = 10 ** (decimals[field] ?? 0);
    let before = 0;
    for (const cell of block.cells[i] ?? []) {
      const value = Math.round(cell * scale);
      const delta = value - before;
      before = value;
      let rest = delta < 0 ? -2 * delta - 1 : 2 * delta;
      for (; rest >= 0x80; rest >>>= 7) {
        bytes[at] = rest | 0x80;
        at += 1;
      }
      bytes[at] = rest;
      at += 1;
    }
  });
  return zstdCompressSync(bytes.subarray(0, at), FAST);
}
