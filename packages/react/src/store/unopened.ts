import type { FleetState } from '@rbee/queen-rbee-sdk';

/** What a server renders, and a page until it has taken that over: nothing was heard yet. */
export const UNOPENED: FleetState = {
  connection: { state: 'connecting', attempt: 0, error: null, retryAt: null, skippedFrames: 0 },
  queen: null,
  hives: [],
};
