import type { EngineOptions } from '@rbee/monitor';
import { ownerOf, type ReadText, readText as readFile } from './read-text.ts';
import type { EngineKeyFile, EngineKeyVariable, Environment } from './settings/index.ts';

/** Keys of engines, as the monitor takes them. */
export type EngineKeys = NonNullable<EngineOptions['keys']>;

/** Keys, and for each that cannot be used a clause that says why, without its full stop. */
interface KeysFound {
  readonly keys: EngineKeys;
  readonly complaints: readonly string[];
}

/** The longest key, characters. */
const MAX_KEY = 4_096;

/** True for what can be sent in a header (RFC 9110, section 5.5). */
const isKey = (text: string): boolean => /^[\x21-\x7e]+$/.test(text) && text.length <= MAX_KEY;

const EXPECTED = 'it must contain one key of printable ASCII characters and nothing else';

/** The keys in these files. A key belongs to the owner of its file. */
export function keysInFiles(files: readonly EngineKeyFile[] = [], readText: ReadText = readFile): KeysFound {
  const keys: EngineKeys[number][] = [];
  const complaints: string[] = [];
  for (const { worker, file } of files) {
    const wrong = (why: string) => complaints.push(`the key file ${file} of ${worker} ${why}`);
    const read = readText(file, 'named');
    const key = read.ok ? read.text.trim() : '';
    if (!read.ok)
      wrong(read.code === null ? `is not used: ${read.complaint}` : `cannot be read (${read.code})`);
    else if (!isKey(key)) wrong(`is not used: ${EXPECTED}`);
    else keys.push({ worker, key, ownerId: ownerOf(file) ?? 0 });
  }
  return { keys, complaints };
}

/** The keys in these environment variables. They belong to the user `ownerId`, whose program has the environment. */
export function keysInVariables(
  variables: readonly EngineKeyVariable[] = [],
  environment: Environment,
  ownerId: number,
): KeysFound {
  const keys: EngineKeys[number][] = [];
  const complaints: string[] = [];
  for (const { worker, variable } of variables) {
    const wrong = (why: string) =>
      complaints.push(`the variable ${variable} with the key of ${worker} ${why}`);
    const key = environment[variable]?.trim() ?? '';
    if (key === '') wrong('is not set');
    else if (!isKey(key)) wrong(`is not used: ${EXPECTED}`);
    else keys.push({ worker, key, ownerId });
  }
  return { keys, complaints };
}
