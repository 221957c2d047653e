import type { EngineOptions } from '@rbee/monitor';
import { ownerOf, type ReadText, readText as readFile } from './read-text.ts';
import type { EngineKeyFile } from './settings/index.ts';

/** The longest key, characters. */
const MAX_KEY = 4_096;

/** The keys in these files, and for each file without one a clause that says why, without its full stop. */
export function engineKeys(
  files: readonly EngineKeyFile[] = [],
  readText: ReadText = readFile,
): { readonly keys: NonNullable<EngineOptions['keys']>; readonly complaints: readonly string[] } {
  const keys: NonNullable<EngineOptions['keys']>[number][] = [];
  const complaints: string[] = [];
  for (const { worker, file } of files) {
    const wrong = (why: string) => complaints.push(`the key file ${file} of ${worker} ${why}`);
    const read = readText(file, 'named');
    const key = read.ok ? read.text.trim() : '';
    if (!read.ok)
      wrong(read.code === null ? `is not used: ${read.complaint}` : `cannot be read (${read.code})`);
    // Such a key could not be sent in a header (RFC 9110, section 5.5).
    else if (!/^[\x21-\x7e]+$/.test(key) || key.length > MAX_KEY) {
      wrong('is not used: it must contain one key of printable ASCII characters and nothing else');
    } else keys.push({ worker, key, ownerId: ownerOf(file) ?? 0 });
  }
  return { keys, complaints };
}
