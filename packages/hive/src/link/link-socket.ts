import { createRequire } from 'node:module';
import type WebSocketClass from 'ws';
import type { LinkEnd } from './link-end.ts';

/** Events of a connection; `ended` is the last one. */
export interface LinkEvents {
  opened(): void;
  received(text: string): void;
  ended(end: LinkEnd): void;
}

/** A WebSocket as a link uses it. */
export interface LinkSocket {
  send(text: string): void;
  /** Starts the closing handshake; `terminate` drops the connection at once. */
  close(): void;
  terminate(): void;
}

/** Begins a WebSocket handshake. No event fires before it has returned. */
export type OpenLink = (url: URL, events: LinkEvents) => LinkSocket;

/** Loaded on first use: a hive that POSTs saves the memory of `ws` and of the TLS that it loads. */
const require = createRequire(import.meta.url);

/** Frames of a queen are short; a longer one ends the link. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** RFC 6455 section 7.4.1: the hive stops. */
const GOING_AWAY = 1001;

/** The own end of a connection; the operating system chooses what is not given. */
export interface ConnectFrom {
  readonly localAddress?: string;
  readonly family?: 4 | 6;
}

/** Opens a WebSocket of the `ws` library, uncompressed: heartbeats are small, and compression costs memory for each link. */
export const openOverWs: OpenLink = (url, events) => openOverWsFrom({}, url, events);

/** The same, from a certain address. */
export function openOverWsFrom(from: ConnectFrom, url: URL, events: LinkEvents): LinkSocket {
  const WebSocket = require('ws') as typeof WebSocketClass;
  const socket = new WebSocket(url, {
    ...from,
    perMessageDeflate: false,
    maxPayload: MAX_ANSWER_BYTES,
  });
  let isOver = false;
  const end = (how: LinkEnd): void => {
    if (isOver) return;
    isOver = true;
    events.ended(how);
  };
  socket.on('open', () => events.opened());
  socket.on('message', (data) => events.received(String(data)));
  socket.on('error', (error: NodeJS.ErrnoException) =>
    end({ kind: 'failed', reason: error.code ?? error.message }),
  );
  socket.on('close', (code, reason) => end({ kind: 'closed', code, reason: String(reason) }));
  socket.on('unexpected-response', (request, { statusCode = 0, headers }) => {
    const { 'retry-after': retryAfter = null, date = null } = headers;
    end({ kind: 'refused', status: statusCode, retryAfter, date });
    request.destroy();
  });
  return {
    send: (text) => socket.send(text),
    close: () => socket.close(GOING_AWAY),
    terminate: () => socket.terminate(),
  };
}
