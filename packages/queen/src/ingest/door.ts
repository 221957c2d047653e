/** Ways in for a heartbeat. */
export const DOORS = ['post', 'link'] as const;

/** A way in for a heartbeat. */
export type Door = (typeof DOORS)[number];
