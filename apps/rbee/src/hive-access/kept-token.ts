import { createHash, randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isHiveToken, parseQueenUrl } from '@rbee/hive';
import { writePrivate } from '../private-file.ts';
import type { ReadText } from '../read-text.ts';

/** What a hive keeps of the queen that it joined ([A3]). */
export interface KeptToken {
  readonly queenUrl: string;
  readonly pin: string | undefined;
  readonly hiveId: string;
  readonly token: string;
  /** SHA-256 of the code of the invite, so that the same invite is not used again; base64url. */
  readonly joinedWith: string;
}

/** What is kept: `wrong` has a clause about the file, without its full stop. */
export type Kept =
  | { readonly kind: 'none' }
  | { readonly kind: 'kept'; readonly kept: KeptToken }
  | { readonly kind: 'wrong'; readonly sentence: string };

/** The file in the data folder. */
export const keptTokenPath = (dataFolder: string): string => join(dataFolder, 'hive-token.json');

/** Tells two invites apart without keeping their codes. */
export const codeHash = (code: string): string => createHash('sha256').update(code).digest('base64url');

/** Reads what the hive keeps of its queen. */
export function readKept(path: string, readText: ReadText): Kept {
  const read = readText(path, 'named');
  if (!read.ok) {
    if (read.code === 'ENOENT' || read.code === 'ENOTDIR') return { kind: 'none' };
    const why = read.code === null ? `is not used: ${read.complaint}` : `cannot be read (${read.code})`;
    return { kind: 'wrong', sentence: `the token file ${path} ${why}` };
  }
  const kept = keptIn(read.text);
  return kept
    ? { kind: 'kept', kept }
    : { kind: 'wrong', sentence: `the token file ${path} is damaged; let the hive join again` };
}

function keptIn(text: string): KeptToken | null {
  const fields = jsonIn(text);
  if (typeof fields !== 'object' || fields === null) return null;
  const {
    queen_url: url,
    pin,
    hive_id: hiveId,
    token,
    joined_with: joinedWith,
  } = fields as Record<string, unknown>;
  if (typeof url !== 'string' || !parseQueenUrl(url) || typeof hiveId !== 'string') return null;
  if (!isHiveToken(token) || typeof joinedWith !== 'string') return null;
  if (pin !== undefined && typeof pin !== 'string') return null;
  return { queenUrl: url, pin, hiveId, token, joinedWith };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Writes the file whole or not at all, so that a machine that fails keeps the earlier token or has the next one; only this user
 * can read it.
 *
 * @throws the error of the system
 */
export function writeKept(path: string, { queenUrl, pin, hiveId, token, joinedWith }: KeptToken): void {
  const fields = { queen_url: queenUrl, pin, hive_id: hiveId, token, joined_with: joinedWith };
  writePrivate(path, `${JSON.stringify(fields, null, 2)}\n`);
}

/**
 * Makes the folder, and writes a file in it for a moment: a code is used up by joining, and its token must not be lost.
 *
 * @throws the error of the system
 */
export function tryToWrite(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const probe = `${path}.${randomUUID()}`;
  try {
    closeSync(openSync(probe, 'wx', 0o600));
  } finally {
    rmSync(probe, { force: true });
  }
}

/** When the file was written, milliseconds since 1970; undefined if that cannot be read. */
export function writtenAtMs(path: string): number | undefined {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return undefined;
  }
}
