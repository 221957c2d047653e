import type { ConnectionEnd, ConnectionEvents, Transport } from './transport.ts';

/** Links, or POSTs once a first link could not be opened because the queen has none; `onFallback` is called with the reason. */
export function linkOrPostTransport(
  link: Transport,
  post: Transport,
  onFallback: (reason: string) => void,
): Transport {
  let current = link;
  let hasLinks = false;
  const ended = ({ isUnlinked, reason }: ConnectionEnd): void => {
    if (!isUnlinked || hasLinks || current === post) return;
    current = post;
    onFallback(reason);
  };
  return {
    open: (events, token) => {
      const own: ConnectionEvents = {
        opened: () => {
          hasLinks = true;
          events.opened();
        },
        heard: (retryMs) => events.heard(retryMs),
        ended: (end) => {
          ended(end);
          events.ended(end);
        },
      };
      return current.open(own, token);
    },
  };
}
