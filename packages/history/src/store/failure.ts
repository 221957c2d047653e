/** What is wrong with a file or its folder. */
export type FailureKind = 'damaged' | 'full' | 'not writable' | 'busy' | 'other';

/** Result codes of SQLite (https://sqlite.org/rescode.html). */
const SQLITE_KINDS: ReadonlyMap<number, FailureKind> = new Map([
  [3, 'not writable'],
  [5, 'busy'],
  [6, 'busy'],
  [8, 'not writable'],
  [11, 'damaged'],
  [13, 'full'],
  [14, 'not writable'],
  [26, 'damaged'],
]);
const PRIMARY_CODE = 0xff;

/** Errors of the operating system (errno(3)). */
const SYSTEM_KINDS: ReadonlyMap<string, FailureKind> = new Map([
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['EFBIG', 'full'],
  ['EROFS', 'not writable'],
  ['EACCES', 'not writable'],
  ['EPERM', 'not writable'],
]);

/** What kind of failure an error of SQLite or of the operating system is. */
export function failureKind(error: unknown): FailureKind {
  if (!(error instanceof Error)) return 'other';
  if ('errcode' in error && typeof error.errcode === 'number') {
    return SQLITE_KINDS.get(error.errcode & PRIMARY_CODE) ?? 'other';
  }
  if ('code' in error && typeof error.code === 'string') return SYSTEM_KINDS.get(error.code) ?? 'other';
  return 'other';
}

/** Says that nothing can be written, why, and what to do. */
export function pausedSentence(folder: string, error: unknown): string {
  switch (failureKind(error)) {
    case 'full':
      return `Nothing is recorded: the disk of ${folder} is full. Make room; it goes on by itself.`;
    case 'not writable':
      return `Nothing is recorded: ${folder} cannot be written (${messageOf(error)}). It goes on by itself when it can.`;
    default:
      return `Nothing is recorded: a file in ${folder} cannot be written (${messageOf(error)}). It is tried again.`;
  }
}

/** The message of an error. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
