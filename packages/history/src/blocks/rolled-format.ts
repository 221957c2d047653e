import type { RolledBlock, RolledPoint } from '../block.ts';
import type { Want } from '../store-reader.ts';
import { BitReader } from './bit-reader.ts';
import { BitWriter } from './bit-writer.ts';
import { ByteWriter } from './byte-writer.ts';
import { DamagedBlock } from './damaged-block.ts';
import { type Directories, readDirectory, writeDirectory } from './directories.ts';
import { scalesOf } from './field-table.ts';
import { readPoint, writePoint } from './point-format.ts';
import { begin, KIND, seal, unseal } from './sealed.ts';
import { select } from './selection.ts';

const out = new ByteWriter();

/** A rolled-up block as bytes; what `encodeSeconds` says of values and `directories` holds here too. */
export function encodeRolled(block: RolledBlock, directories?: Directories): Uint8Array {
  begin(out);
  writeDirectory(out, block, directories);
  out.varint(block.start);
  out.varint(block.step);
  out.varint(block.expected);
  out.varint(block.reported);
  const bits = new BitWriter(out);
  const scales = scalesOf(block.entities, block.columns);
  for (let i = 0; i < block.points.length; i += 1) {
    writePoint(bits, block.points[i] as RolledPoint, block.reported, scales[i] as number);
  }
  bits.end();
  return seal(out, KIND.rolled);
}

/** The block of such bytes; what `decodeSeconds` says of `want`, `directories` and errors holds here too. */
export function decodeRolled(bytes: Uint8Array, want?: Want, directories?: Directories): RolledBlock {
  const input = unseal(bytes, KIND.rolled);
  const directory = readDirectory(input, directories);
  const start = input.varint();
  const step = input.varint();
  const expected = input.varint();
  const reported = input.varint();
  const { columns, wanted, isToEnd } = select(directory, want);
  const scales = scalesOf(directory.entities, directory.columns);
  const bits = new BitReader(input);
  const points: RolledPoint[] = [];
  for (let i = 0; i < wanted.length; i += 1) {
    const point = readPoint(bits, reported, scales[i] as number);
    if (wanted[i]) points.push(point);
  }
  if (isToEnd && input.left > 0) throw new DamagedBlock('The block is longer than it says.');
  const { hive_id, entities } = directory;
  return { hive_id, start, step, expected, reported, entities, columns, points };
}
