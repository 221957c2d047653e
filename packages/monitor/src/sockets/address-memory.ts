import type { Address } from './choose-address.ts';

/** What is remembered of where a worker is reached. */
export interface KnownAddress {
  /** Null while nothing was seen to listen. */
  readonly address: Address | null;
  /** Its sockets may not be read. */
  readonly refused: boolean;
  /** Which processes it had when its sockets were looked at. */
  readonly members: string;
  /** When that was, milliseconds of the monotonic clock. */
  readonly atMs: number;
}

const SELDOM_MS = 10_000;
const SOON_MS = 1_000;

/**
 * Whether a worker's sockets are to be looked at: when it appears, then every ten seconds until it listens where it was
 * told to, and after a second when its tree changed. Where it is told nothing, the first socket settles it.
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
 * What is known after a look. A name that was said stays: it gives way once to the address that the worker was told, when
 * it listens there, and to nothing else, so that a worker that does not listen for a while keeps its name.
 */
export const afterLook = (before: Address | null | undefined, seen: Address | null): Address | null =>
  !before || (!before.sure && seen?.sure) ? (seen ?? before ?? null) : before;
