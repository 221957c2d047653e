import type { RolledBlock } from '../block.ts';
import { encodeRolled } from '../blocks/index.ts';
import type { Encode } from './block-file.ts';
import type { RolledFile } from './rolled-file.ts';

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
export function putRolled(file: RolledFile, block: RolledBlock): PutPoint {
  const { hive_id, start } = block;
  const encode: Encode = (directories) => encodeRolled(block, directories);
  file.noteGpus(block);
  if (!file.mayBeJoined(start)) {
    const bytes = file.insert(hive_id, start, encode);
    if (bytes !== null) return { bytes, isPut: true };
  }
  const before = file.rolledAt(hive_id, start);
  if (before !== undefined && before.reported > block.reported) return { bytes: 0, isPut: false };
  const bytes = file.insert(hive_id, start, encode);
  if (bytes === null) file.replace(hive_id, start, encode);
  return before === undefined ? { bytes: bytes ?? 0, isPut: true } : { bytes: 0, isPut: true, before };
}
