import { QueenError } from '@rbee/queen-rbee-sdk';
import { ACCESS_EN, type AccessKey } from './access.en.ts';
import type { AccessText } from './use-access-text.ts';

/** What failed, in the reader's language where the page knows the code; otherwise in the words of the queen. */
export function failureWords(error: unknown, text: AccessText): string {
  if (!(error instanceof QueenError)) return error instanceof Error ? error.message : String(error);
  const key = `failed.${error.code}`;
  if (!isKey(key)) return error.problem?.detail ?? error.message;
  const seconds = Math.ceil((error.retryAfterMs ?? 1_000) / 1_000);
  return text(key, { seconds: `${seconds}` });
}

const isKey = (key: string): key is AccessKey => Object.hasOwn(ACCESS_EN, key);
