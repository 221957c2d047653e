import type { Connection } from '@rbee/queen-rbee-sdk';
import { spanInWords } from './amounts.ts';

/** The connection to the queen in words. */
export interface Connected {
  readonly words: string;
  readonly isLive: boolean;
  /** How often figures come, if that is not once a second. */
  readonly note: string;
}

/** What the words depend on, besides the connection. */
export interface ConnectedAt {
  /** Seconds since the queen's last beat; undefined before the first. */
  readonly beatAge: number | undefined;
  /** Seconds for which the connection has been as it is. */
  readonly lasted: number;
  /** The time of day, for the next attempt; milliseconds since the epoch. */
  readonly now: number;
  /** The time between two samples of a hive that was asked for, milliseconds. */
  readonly intervalMs: number;
}

/** The connection in words, with its age. */
export function connectedInWords(
  { state, error, retryAt }: Connection,
  { beatAge, lasted, now, intervalMs }: ConnectedAt,
): Connected {
  const note = intervalMs > 1_000 ? `each hive every ${intervalMs / 1_000} s` : '';
  const age = spanInWords(beatAge ?? lasted);
  switch (state) {
    case 'live':
      return { words: `live, beat ${age} ago`, isLive: true, note };
    case 'connecting':
      return { words: `connecting for ${spanInWords(lasted)}`, isLive: false, note: '' };
    case 'stale':
      return { words: `no news from the queen for ${age}`, isLive: false, note: '' };
    case 'unauthorized':
      return { words: 'refused: the queen asks for a token', isLive: false, note: error ?? '' };
    case 'offline': {
      const next = retryAt === null ? '' : `, next attempt in ${spanInWords((retryAt - now) / 1_000)}`;
      const since = beatAge === undefined ? `for ${spanInWords(lasted)}` : `last beat ${age} ago`;
      return { words: `not connected, ${since}${next}`, isLive: false, note: error ?? '' };
    }
  }
}
