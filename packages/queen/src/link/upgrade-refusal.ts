import type { IncomingMessage } from 'node:http';
import { originRefusal } from '../guard/index.ts';
import type { Refusal } from '../problem.ts';

/** A WebSocket key is 16 bytes in base64 (RFC 6455 section 4.1). */
const KEY = /^[+/0-9A-Za-z]{22}==$/;

/**
 * The reason why a GET is refused as a link, or null. Browsers let every page open a WebSocket to any host, so requests of
 * foreign origins are refused here although they are GETs.
 */
export function upgradeRefusal(
  request: Pick<IncomingMessage, 'method' | 'headers'>,
  isFull: boolean,
): Refusal | null {
  const foreign = originRefusal(request);
  if (foreign) return foreign;
  if (!isHandshake(request)) return NO_HANDSHAKE;
  return isFull ? TOO_MANY_LINKS : null;
}

const isHandshake = ({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean =>
  method === 'GET' &&
  headers.upgrade?.toLowerCase() === 'websocket' &&
  /\bupgrade\b/i.test(headers.connection ?? '') &&
  headers['sec-websocket-version'] === '13' &&
  KEY.test(headers['sec-websocket-key'] ?? '');

const NO_HANDSHAKE: Refusal = {
  code: 'upgrade_required',
  detail: 'Open a WebSocket here (RFC 6455, version 13), or POST heartbeats to /v1/hive-heartbeat.',
};

const TOO_MANY_LINKS: Refusal = {
  code: 'overloaded',
  detail: 'This queen has as many links as it takes.',
};
