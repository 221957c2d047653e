import { createRequire } from 'node:module';
import type WebSocketClass from 'ws';
import { authorization, MAX_ANSWER_BYTES, pinnedAgent, readBody } from '../sending/index.ts';
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

/** Begins a WebSocket handshake that shows `token` ([A2]). No event fires before it has returned. */
export type OpenLink = (url: URL, events: LinkEvents, token?: string) => LinkSocket;

/** Loaded on first use: a hive that POSTs saves the memory of `ws` and of the TLS that it loads. */
const require = createRequire(import.meta.url);

/** Frames of a queen are short; a longer one ends the link. */
const MAX_FRAME_BYTES = 64 * 1024;
/** RFC 6455 section 7.4.1: the hive stops. */
const GOING_AWAY = 1001;

/** The own end of a connection; the operating system chooses what is not given. */
export interface ConnectFrom {
  readonly localAddress?: string;
  readonly family?: 4 | 6;
}

/** How a link reaches the queen. */
export interface LinkRoute extends ConnectFrom {
  /** The queen has this public key ([A3]); without one, a certificate that is trusted. */
  readonly pin?: string;
}

/** Opens a WebSocket of the `ws` library, uncompressed: heartbeats are small, and compression costs memory for each link. */
export const openOverWs: OpenLink = (...handshake) => openOverWsBy({}, ...handshake);

/** The same, from a certain address, or to a queen with a certain key. A redirect is not followed. */
export function openOverWsBy(
  { pin, ...from }: LinkRoute,
  url: URL,
  events: LinkEvents,
  token?: string,
): LinkSocket {
  const WebSocket = require('ws') as typeof WebSocketClass;
  const socket = new WebSocket(url, {
    ...from,
    ...(pin !== undefined && { agent: pinnedAgent(pin) }),
    headers: authorization(token),
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
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
  socket.on('unexpected-response', async (request, response) => {
    const { 'retry-after': retryAfter = null, date = null } = response.headers;
    const body = await readBody({ body: response }, MAX_ANSWER_BYTES).catch(() => '');
    end({ kind: 'refused', status: response.statusCode ?? 0, retryAfter, date, body });
    request.destroy();
  });
  return {
    send: (text) => socket.send(text),
    close: () => socket.close(GOING_AWAY),
    terminate: () => socket.terminate(),
  };
}
