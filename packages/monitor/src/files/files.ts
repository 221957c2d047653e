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
import { KeptFiles, Refusals } from './kept-files.ts';

/** Why a file could not be read. `gone`: it does not exist, or its process has ended. */
export type Refusal = 'gone' | 'permission' | 'failed';

/** Result of a read. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** Reads the kernel's files synchronously: they are in memory, and the thread pool would cost more than the read. */
export interface Files {
  text(path: string): Answer<string>;
  /** Text of a file that is read in every sample; it stays open if the limit of open files allows it. */
  again(path: string): Answer<string>;
  /** Ends a sample: closes files that are no longer read. */
  endSample(): void;
  /** Closes everything. */
  close(): void;
  bytes(path: string): Answer<Uint8Array>;
  /** Names in a directory. */
  names(path: string): Answer<readonly string[]>;
  /** Target of a symbolic link, as the kernel writes it: `socket:[12345]`, `net:[4026531840]`. */
  link(path: string): Answer<string>;
  /** Names of the subdirectories; empty if the directory cannot be listed. */
  directories(path: string): readonly string[];
  exists(path: string): boolean;
}

const readText = (path: string): string => readFileSync(path, 'utf8');

/** The files of this machine. Up to `maxOpen` of them stay open from one sample to the next. */
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
  const kept = new KeptFiles(maxOpen, readText);
  const refusals = new Refusals();
  return {
    again: (path) => {
      if (refusals.isRefused(path)) return REFUSED;
      const answer = ask(() => kept.read(path));
      if (!answer.ok && answer.refusal === 'permission') refusals.add(path);
      return answer;
    },
    endSample: () => {
      kept.endSample();
      refusals.endSample();
    },
    close: () => kept.close(),
  };
}

/** The reason of [W2] for a refusal. */
export const reasonOf = (refusal: Refusal): UnknownReason =>
  refusal === 'permission' ? 'permission' : 'not_exposed';

/** The parsed text; null if it was refused or cannot be parsed. */
export const parsed = <T>(answer: Answer<string>, parse: (text: string) => T | null): T | null =>
  answer.ok ? parse(answer.value) : null;

const GONE = new Set(['ENOENT', 'ESRCH', 'ENOTDIR', 'ENODEV']);

/** Calls the system and returns its error codes as values. Other errors are thrown. */
export function ask<T>(question: () => T): Answer<T> {
  try {
    return { ok: true, value: question() };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    if (GONE.has(code)) return { ok: false, refusal: 'gone' };
    return { ok: false, refusal: code === 'EACCES' || code === 'EPERM' ? 'permission' : 'failed' };
  }
}

const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;

/**
 * The text of a file that a user may have created. Null unless it is a regular file of at most `maxBytes`: reading a
 * pipe, for example, would block.
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
