import type { HIVE_TRANSPORTS } from '@rbee/contract';

/** Number of the link that carried a heartbeat; null for a POST. */
export type Via = number | null;

/** How a heartbeat comes, in the words of the wire ([S2]). */
export type HiveTransport = (typeof HIVE_TRANSPORTS)[number];

/** How a heartbeat came. */
export const transportOf = (via: Via): HiveTransport => (via === null ? 'post' : 'link');
