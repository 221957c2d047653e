import type { ErrorCode } from '@rbee/contract';
import type { AccessRefusal, Result } from './access.ts';

/** What was refused. */
export interface Refused {
  readonly ok: false;
  readonly refusal: AccessRefusal;
}

/** Something that was done. */
export const done = <T>(value: T): Result<T> => ({ ok: true, value });

/** Something that was refused; `detail` says what is wrong and what to do. */
export const refused = (code: ErrorCode, detail: string, retryAfterS?: number): Refused => ({
  ok: false,
  refusal: { code, detail, ...(retryAfterS !== undefined && { retryAfterS }) },
});

/** An id that nothing has. */
export const noEntry = (what: string): Refused =>
  refused('entry_not_found', `There is no ${what} with this id.`);
