import { createRequire } from 'node:module';
import type WebSocketClass from 'ws';
import type { LinkEnd, OpenLink } from './link-socket.ts';

/** Loaded on first use: a hive that posts does without it, and without the TLS that it brings. */
const require = createRequire(import.meta.url);

/**
 * A masking key of zeros, with which both ends pass over a heartbeat's bytes untouched. Masks keep web pages from talking
 * to proxies in words of their choice (RFC 6455 section 10.3); nobody chooses the words of a hive.
 */
const unmasked = (key: Buffer): void => {
  key.fill(0);
};

/** The queen's answers are short; a longer one is not a queen's. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** RFC 6455 section 7.4.1: the end of a hive that stops. */
const GOING_AWAY = 1001;

/** A WebSocket of the `ws` library, uncompressed: a heartbeat is small, and compression costs memory for each link. */
export const openOverWs: OpenLink = (url, events) => {
  const WebSocket = require('ws') as typeof WebSocketClass;
  const socket = new WebSocket(url, {
    perMessageDeflate: false,
    maxPayload: MAX_ANSWER_BYTES,
    generateMask: unmasked,
  });
  let over = false;
  const end = (how: LinkEnd): void => {
    if (over) return;
    over = true;
    events.ended(how);
  };
  socket.on('open', () => events.opened());
  socket.on('message', (data) => events.heard(String(data)));
  socket.on('error', (error: NodeJS.ErrnoException) =>
    end({ kind: 'failed', reason: error.code ?? error.message }),
  );
  socket.on('close', (code, reason) => end({ kind: 'closed', code, reason: String(reason) }));
  socket.on('unexpected-response', (request, { statusCode = 0, headers }) => {
    end({ kind: 'refused', status: statusCode, retryAfter: headers['retry-after'] ?? null });
    request.destroy();
  });
  return {
    say: (text) => socket.send(text),
    close: () => socket.close(GOING_AWAY),
    cut: () => socket.terminate(),
  };
};
