import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
} from 'node:fs';
import type { UnknownReason } from '@rbee/contract';
import { createKeptFiles, createRefusals } from './kept-files.ts';

/** Why the system did not give what was asked for. `gone`: it is not there, or not any more. */
export type Refusal = 'gone' | 'permission' | 'failed';

/** What the system answered. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** The files of the kernel, read synchronously: they are in memory, and a thread pool costs more than the read. */
export interface Files {
  text(path: string): Answer<string>;
  /** Text of a file that is read in every sample: it stays open from one to the next where there is room. */
  again(path: string): Answer<string>;
  /** Ends a sample: what was not read again in it is closed. */
  endSample(): void;
  /** Closes everything. */
  close(): void;
  bytes(path: string): Answer<Uint8Array>;
  /** Names in a directory. */
  names(path: string): Answer<readonly string[]>;
  /** Where a symbolic link points to, as the kernel writes it: `socket:[12345]`, `net:[4026531840]`. */
  link(path: string): Answer<string>;
  /** Names of the directories in a directory; none where it cannot be listed. */
  directories(path: string): readonly string[];
  exists(path: string): boolean;
}

const readText = (path: string): string => readFileSync(path, 'utf8');

/** The files of this machine, of which up to `maxOpen` stay open from one sample to the next. */
export const createFiles = (maxOpen = 0): Files => ({
  ...keptOpen(maxOpen),
  text: (path) => ask(() => readText(path)),
  bytes: (path) => ask(() => readFileSync(path)),
  names: (path) => ask(() => readdirSync(path)),
  link: (path) => ask(() => readlinkSync(path)),
  directories: (path) => {
    const entries = ask(() => readdirSync(path, { withFileTypes: true }));
    return entries.ok ? entries.value.filter((it) => it.isDirectory()).map((it) => it.name) : [];
  },
  exists: existsSync,
});

const REFUSED = { ok: false, refusal: 'permission' } as const;

function keptOpen(maxOpen: number): Pick<Files, 'again' | 'endSample' | 'close'> {
  const kept = createKeptFiles(maxOpen, readText);
  const refusals = createRefusals();
  return {
    again: (path) => {
      if (refusals.isRefused(path)) return REFUSED;
      try {
        return { ok: true, value: kept.read(path) };
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === 'permission') refusals.add(path);
        return { ok: false, refusal };
      }
    },
    endSample: () => {
      kept.endSample();
      refusals.endSample();
    },
    close: kept.close,
  };
}

/** What [W2] calls a refusal. */
export const reasonOf = (refusal: Refusal): UnknownReason =>
  refusal === 'permission' ? 'permission' : 'not_exposed';

/** A value that is worth having, or null: refused and unreadable alike. */
export const parsed = <T>(answer: Answer<string>, parse: (text: string) => T | null): T | null =>
  answer.ok ? parse(answer.value) : null;

const GONE = new Set(['ENOENT', 'ESRCH', 'ENOTDIR', 'ENODEV']);

/** Asks the system something; only what is no answer of the system is thrown. */
export function ask<T>(question: () => T): Answer<T> {
  try {
    return { ok: true, value: question() };
  } catch (error) {
    return { ok: false, refusal: refusalOf(error) };
  }
}

function refusalOf(error: unknown): Refusal {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  if (GONE.has(code)) return 'gone';
  return code === 'EACCES' || code === 'EPERM' ? 'permission' : 'failed';
}

const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;

/**
 * The text of a file that a user may have put there: only a regular one, of at most so many bytes; null for any other,
 * such as a pipe, which would keep the reader waiting.
 */
export const readSmallFile = (path: string, maxBytes: number): Answer<string | null> =>
  ask(() => {
    const file = openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    try {
      const found = fstatSync(file);
      return found.isFile() && found.size <= maxBytes ? readFileSync(file, 'utf8') : null;
    } finally {
      closeSync(file);
    }
  });
