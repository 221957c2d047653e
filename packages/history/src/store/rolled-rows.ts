import type { RolledBlock } from '../block.ts';
import { decodeRolled, encodeRolled } from '../blocks/index.ts';
import type { Want } from '../store-reader.ts';
import type { BlockFile, Encode } from './block-file.ts';
import { gpusIn } from './pending-blocks.ts';
import { readable } from './readable-block.ts';

/**
 * Puts a point into a file, and gives the bytes that it takes. It replaces the one that is there, unless that one has more samples:
 * then what it was made of was removed since.
 */
export function putRolled(file: BlockFile, block: RolledBlock): number {
  const { hive_id, start } = block;
  const encode: Encode = (directories) => encodeRolled(block, directories);
  file.noteGpus(hive_id, gpusIn(block));
  const bytes = file.insert(hive_id, start, encode);
  if (bytes !== null) return bytes;
  if (reportedIn(file, file.block(hive_id, start)) <= block.reported) file.replace(hive_id, start, encode);
  return 0;
}

/** Number of samples in an encoded point; 0 if it is damaged. */
function reportedIn(file: BlockFile, body: Uint8Array | undefined): number {
  if (body === undefined) return 0;
  const [kept] = readable(() => decodeRolled(body, NOTHING, file.directories));
  return kept?.reported ?? 0;
}

const NOTHING: Want = { kinds: [], fields: [] };
