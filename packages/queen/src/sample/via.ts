/** Number of the link that carried a heartbeat; null for a POST. */
export type Via = number | null;

/** How a heartbeat came, in the words of the wire ([S2]). */
export const transportOf = (via: Via): 'link' | 'post' => (via === null ? 'post' : 'link');
