import type { RolledBlock } from '../block.ts';
import { decodeRolled, encodeRolled } from '../blocks/index.ts';
import type { BlockFile, Encode } from './block-file.ts';
import { readable } from './readable-block.ts';

/** What became of a point that was put into a file. */
export interface PutPoint {
  /** Bytes that it takes more than what was there. */
  readonly bytes: number;
  /** False if the one that was there stays. */
  readonly isPut: boolean;
  /** What was there before. */
  readonly before?: RolledBlock;
}

/** Puts a point into a file in place of the one that is there, unless that has more samples: then its parts were removed since. */
export function putRolled(file: BlockFile, block: RolledBlock): PutPoint {
  const { hive_id, start } = block;
  const encode: Encode = (directories) => encodeRolled(block, directories);
  file.noteGpus(block);
  const bytes = file.insert(hive_id, start, encode);
  if (bytes !== null) return { bytes, isPut: true };
  const body = file.block(hive_id, start) ?? new Uint8Array(0);
  const [before] = readable(() => decodeRolled(body, undefined, file.directories));
  if (before !== undefined && before.reported > block.reported) return { bytes: 0, isPut: false };
  file.replace(hive_id, start, encode);
  return { bytes: 0, isPut: true, ...(before && { before }) };
}
