import { ROUTES } from '@rbee/contract/plain';
import { type Door, linkDoor, postDoor, type Refusal } from './channel/index.ts';

/** The transport to use: `auto` is the link, with POST as fallback. */
export type Way = 'auto' | 'link' | 'post';

/** The transports to a queen, one of which is in use. */
export interface Doors {
  /** The one to take. */
  door(): Door;
  /** The link was refused. */
  unlinked(refusal: Refusal): void;
}

/** Transports to the queen at that address; `said` is called once with a sentence when it falls back to POST. */
export function doorsOf(
  queenUrl: string,
  way: Way,
  now: () => number,
  said: (sentence: string) => void,
): Doors {
  const addressOf = (route: string): URL => {
    const url = new URL(queenUrl);
    url.pathname = url.pathname.replace(/\/+$/, '') + route;
    return url;
  };
  const post = postDoor({ url: addressOf(ROUTES.heartbeat), now });
  const link = linkDoor({ url: addressOf(ROUTES.link), now });
  let current = way === 'post' ? post : link;
  return {
    door: () => current,
    unlinked: ({ status, afterMs }) => {
      if (way !== 'auto' || current === post || afterMs !== undefined) return;
      current = post;
      said(`The queen answered ${status} to the hive link; sending heartbeats by POST.`);
    },
  };
}
