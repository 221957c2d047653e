import { DamagedBlock } from '../blocks/index.ts';

/** What `decode` gives; nothing for a damaged block, without which the others serve. */
export function readable<T>(decode: () => T): T[] {
  try {
    return [decode()];
  } catch (error) {
    if (error instanceof DamagedBlock) return [];
    throw error;
  }
}
