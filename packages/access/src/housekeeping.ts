import type { Store } from './store/index.ts';

const DAY_MS = 86_400_000;
/** How long it can be seen that a token was revoked or an invite used up. */
const KEEP_MS = 30 * DAY_MS;

/** Removes what ended long ago, in one transaction. */
export function removeOld(store: Store, now: number): void {
  const isOld = (end: number | null) => end !== null && now - end > KEEP_MS;
  store.write(() => {
    for (const it of [...store.setups.rows()]) {
      if (it.expires_at !== null && now >= it.expires_at) store.setups.remove(it.hash);
    }
    for (const it of [...store.invites.rows()]) if (isOld(it.expires_at)) store.invites.remove(it.invite_id);
    for (const it of [...store.hives.rows()]) if (isOld(it.revoked_at)) store.hives.remove(it.hive_id);
    for (const it of [...store.programs.rows()]) {
      if (isOld(it.revoked_at) || isOld(it.expires_at)) store.programs.remove(it.token_id);
    }
  });
}
