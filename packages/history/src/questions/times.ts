/** A time of an answer: RFC 3339 in UTC. `at` is milliseconds since the epoch. */
export const rfc3339 = (at: number): string => new Date(at).toISOString();
