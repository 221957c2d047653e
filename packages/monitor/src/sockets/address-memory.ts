import type { Address } from './choose-address.ts';

/** Cached address of a worker. */
export interface KnownAddress {
  /** Null until a listening socket was found. */
  readonly address: Address | null;
  /** Its sockets may not be read. */
  readonly refused: boolean;
  /** Its processes at the last read of its sockets. */
  readonly members: string;
  /** Time of the last read, monotonic milliseconds. */
  readonly atMs: number;
}

const SELDOM_MS = 10_000;
const SOON_MS = 1_000;

/**
 * True if a worker's sockets are due: when it appears, every ten seconds until it listens on its configured address,
 * and one second after its tree changed. Without a configured address the first socket that is found is final.
 */
export function isDue(
  before: KnownAddress | undefined,
  members: string,
  told: boolean,
  atMs: number,
): boolean {
  if (!before) return true;
  if (before.address?.sure || (before.address && !told)) return false;
  const ageMs = atMs - before.atMs;
  return ageMs >= SELDOM_MS || (ageMs >= SOON_MS && members !== before.members);
}

/**
 * Updates the cache after a read. A name that was reported changes at most once, to the configured address when the
 * worker starts to listen there. A worker that stops listening for a while keeps its name.
 */
export const afterLook = (before: Address | null | undefined, seen: Address | null): Address | null =>
  !before || (!before.sure && seen?.sure) ? (seen ?? before ?? null) : before;
