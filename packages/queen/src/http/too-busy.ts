import type { Refusal } from '../problem.ts';

/** Refuses a heartbeat for which there is no time ([H5]). Hives come back one after the other rather than all at once. */
export const tooBusy = (random: number): Refusal => ({
  code: 'overloaded',
  detail: 'This queen has more to do than she can; send the heartbeat again after Retry-After.',
  retryAfterS: 2 + Math.floor(random * 9),
});
