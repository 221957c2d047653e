import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { DamagedBlock } from './damaged-block.ts';
import { type Directory, decodeDirectory, encodeDirectory } from './directory.ts';

/**
 * Keeps the directories that the blocks of a file share; a block then has a number in place of about 500 bytes. A `bytesOf` that gives
 * the same object for the same number spares the reader to decode it again.
 */
export interface Directories {
  /** The number of these bytes, at least 1; they are kept if they are not yet. */
  numberOf(bytes: Uint8Array): number;
  /** The bytes with that number; undefined if there are none. */
  bytesOf(number: number): Uint8Array | undefined;
}

/** Number in a block that brings its directory with it. */
const INLINE = 0;

export function writeDirectory(out: ByteWriter, directory: Directory, shared?: Directories): void {
  const bytes = encodeDirectory(directory);
  if (shared) {
    out.varint(shared.numberOf(bytes));
    return;
  }
  out.varint(INLINE);
  out.varint(bytes.length);
  out.raw(bytes);
}

/** Throws a `DamagedBlock` if the directory is damaged or not there. */
export function readDirectory(input: ByteReader, shared?: Directories): Directory {
  const number = input.varint();
  if (number === INLINE) return inline(input.raw(input.varint()));
  const bytes = shared?.bytesOf(number);
  if (!bytes) throw new DamagedBlock(`The block needs directory ${number}, which is not there.`);
  return sharedOf(bytes);
}

/** Neighbouring blocks of a hive mostly have the same directory. */
const recent: { readonly bytes: Uint8Array; readonly directory: Directory }[] = [];
const MAX_RECENT = 4;

function inline(bytes: Uint8Array): Directory {
  const known = recent.find((it) => Buffer.compare(it.bytes, bytes) === 0);
  if (known) return known.directory;
  const directory = decodeDirectory(bytes);
  recent.unshift({ bytes: bytes.slice(), directory });
  recent.length = Math.min(recent.length, MAX_RECENT);
  return directory;
}

const decoded = new WeakMap<Uint8Array, Directory>();

function sharedOf(bytes: Uint8Array): Directory {
  const known = decoded.get(bytes);
  if (known) return known;
  const directory = decodeDirectory(bytes);
  decoded.set(bytes, directory);
  return directory;
}
