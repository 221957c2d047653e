/** How a link ended, or why there never was one; `reason` is for people, without a full stop. */
export type LinkEnd =
  /** The upgrade was answered with something else than 101. */
  | { readonly kind: 'refused'; readonly status: number; readonly retryAfter: string | null }
  /** The network failed, before the link was open or after. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** The other end closed it, with a code of RFC 6455 section 7.4. */
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string };

/** What happens on a connection; `ended` is the last of it. */
export interface LinkEvents {
  opened(): void;
  heard(text: string): void;
  ended(end: LinkEnd): void;
}

/** A WebSocket as a link uses it. */
export interface LinkSocket {
  /** Sends a text frame. */
  say(text: string): void;
  /** Says goodbye and closes. */
  close(): void;
  /** Drops the connection at once. */
  cut(): void;
}

/** Begins a WebSocket handshake; its events come later, never before it has returned. */
export type OpenLink = (url: URL, events: LinkEvents) => LinkSocket;
