import type { NewInvite } from '@rbee/contract';
import type { InviteSettings } from '../settings/index.ts';

/** An invite, and the text for the hive. */
export type Made = NewInvite;

/** Body of a request for an invite. */
export const bodyOf = ({ hive, uses, forMs }: InviteSettings) => ({
  ...(hive !== undefined && { hive_id: hive }),
  uses,
  expires_in_s: Math.round(forMs / 1_000),
});

/** For whom an invite is, and until when. */
export function sentenceAbout({ hive_id, uses, used, expires_at }: NewInvite['invite']): string {
  const left = uses - used;
  const hives = left === 1 ? 'one hive' : `${left} hives`;
  const who = hive_id === null ? hives : `the hive ${hive_id}`;
  return `Run this line on the machine of the hive. It is for ${who}, until ${expires_at}.`;
}
