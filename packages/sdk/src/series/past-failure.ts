import { QueenError } from '../request.ts';

/** Why a question about the past was not answered: `off` if the queen keeps none; one sentence. */
export interface PastFailure {
  readonly status: 'off' | 'failed';
  readonly error: string;
}

/** Codes of a queen that keeps no history, and of an older one that does not know the route. */
const OFF_CODES: ReadonlySet<string | null> = new Set(['history_off', 'not_found']);

/** What an error says of a question about the past. */
export function pastFailure(error: unknown): PastFailure {
  const isOff = error instanceof QueenError && error.kind === 'refused' && OFF_CODES.has(error.code);
  return { status: isOff ? 'off' : 'failed', error: error instanceof Error ? error.message : String(error) };
}
