import { ROUTES } from '@rbee/contract/plain';
import { type Door, linkDoor, postDoor, type Refusal } from './channel/index.ts';

/** Which way in to take: `auto` is the link, and POST where the link is refused. */
export type Way = 'auto' | 'link' | 'post';

/** The ways in to a queen, of which one is taken at present. */
export interface Doors {
  /** The one to take. */
  door(): Door;
  /** The link was refused. */
  unlinked(refusal: Refusal): void;
}

/** The ways in to the queen at that address; `said` hears once that there is no link and POST is taken instead. */
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
