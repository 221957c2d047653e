import type { Access, From } from '@rbee/access';
import type { Logger } from 'pino';
import { MACHINE } from '../queen-files.ts';

/** Not the address of this machine, from which other programs can have failed so often that it has to wait ([A8]). */
const OWN: From = { address: 'rbee up', agent: 'rbee up' };
/** Seconds that the invite is valid: it is used at once. */
const INVITE_S = 60;

/**
 * A token for the hive that `rbee up` starts beside its queen. It takes the place of the one before, so that no file has to keep it. Null
 * if the queen refuses; the log then says why.
 */
export function tokenForOwnHive(
  { hives }: Pick<Access, 'hives'>,
  hiveId: string,
  log: Pick<Logger, 'warn'>,
): string | null {
  const invited = hives.invite({ hive_id: hiveId, uses: 1, expires_in_s: INVITE_S }, MACHINE);
  const joined = invited.ok ? hives.join({ code: invited.value.code, hive_id: hiveId }, OWN) : invited;
  if (joined.ok) return joined.value.token;
  log.warn(`The hive of this machine gets no token: ${joined.refusal.detail}`);
  return null;
}
