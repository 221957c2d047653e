import { crc32 } from 'node:zlib';
import { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { DamagedBlock } from './damaged-block.ts';

/** What a block is: its first byte, which changes with the version of its format. */
export const KIND = { seconds: 1, rolled: 2, fleet: 3, second: 4, joined: 5 } as const;

/** The kind, and the CRC-32 of what follows, lowest byte first. */
const HEAD = 5;

/** Starts a block in `out`; what is written next is its content. */
export function begin(out: ByteWriter): void {
  out.clear();
  out.reserve(HEAD);
}

/** The bytes of the block that was begun in `out`. */
export const seal = (out: ByteWriter, kind: number): Uint8Array => sealBriefly(out, kind).slice();

/** The same, for as long as nothing else is written to `out`. */
export function sealBriefly(out: ByteWriter, kind: number): Uint8Array {
  const bytes = out.bytes.subarray(0, out.length);
  bytes[0] = kind;
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(1, crc32(bytes.subarray(HEAD)), true);
  return bytes;
}

/** Reads the content of a block. Throws a `DamagedBlock` if it is not what was sealed. */
export function unseal(bytes: Uint8Array, kind: number): ByteReader {
  if (bytes.length < HEAD) throw new DamagedBlock('The block is too short.');
  if (bytes[0] !== kind) throw new DamagedBlock('The block is of another kind or of a later version.');
  const content = bytes.subarray(HEAD);
  const crc = new DataView(bytes.buffer, bytes.byteOffset, HEAD).getUint32(1, true);
  if (crc32(content) !== crc) throw new DamagedBlock('The block is damaged: its checksum is wrong.');
  return new ByteReader(content);
}
