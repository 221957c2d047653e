import type { Result } from '@rbee/access';
import { RefusalError } from '../../problem.ts';

/** The value of a result. Throws its refusal. */
export function granted<T>(result: Result<T>): T {
  if (!result.ok) throw new RefusalError(result.refusal);
  return result.value;
}
