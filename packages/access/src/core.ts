import type { Actor, From } from './access.ts';
import type { Attempts } from './attempts/index.ts';
import type { FileAuditLog } from './audit/index.ts';
import type { AccessClock } from './clock.ts';
import { type Refused, refused } from './result.ts';
import type { Store } from './store/index.ts';

/** What the parts of access control share. */
export interface Core {
  readonly store: Store;
  readonly audit: FileAuditLog;
  readonly attempts: Attempts;
  readonly clock: AccessClock;
}

/** The actor that a person, a hive or a program is. */
export const actorOf = (kind: 'person' | 'hive' | 'program', name: string, { address }: From): Actor => ({
  who: `${kind}:${name}`,
  address,
});

/** A refusal of what came too early ([A8]); `why` is the beginning of a sentence. */
export const tooEarly = (waitS: number, why = 'Too many attempts failed'): Refused =>
  refused('too_many_attempts', `${why}: try again in ${waitS} s.`, waitS);
