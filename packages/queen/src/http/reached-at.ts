import type { IncomingMessage } from 'node:http';
import { isIPv6, type Socket } from 'node:net';
import { trusts } from '../client-address.ts';
import type { Settings } from '../config.ts';

/** How the caller of a request reached the queen. */
export interface ReachedAt {
  /** True if the connection of the caller, to the queen itself or to a proxy before it, has TLS. */
  readonly https: boolean;
  /** The address that the caller used, without a slash at its end. */
  readonly baseUrl: string;
  /** True if the request came by a trusted proxy. */
  readonly isProxied: boolean;
  /** The pin of the queen's own certificate ([A3]), if that is the one that the caller saw. */
  readonly pin: string | undefined;
}

/** Paths that `X-Forwarded-Prefix` may have: whole segments of RFC 3986 section 3.3. */
const PREFIX = /^(\/[\w.~!$&'()*+,;=:@%-]+)+\/?$/;

/**
 * Returns a function that tells how the caller of a request reached the queen. A proxy says with `X-Forwarded-Proto: https` that it
 * serves TLS, and with `X-Forwarded-Prefix` below which path it serves the queen. With access control these headers count only from a
 * trusted proxy. Without it anybody can send them, but the result goes only to the caller who sent them.
 */
export function reachedAt({ access, host, trustedProxies, publicKeyPin }: Settings) {
  const isTrusted = trusts(trustedProxies);
  return (request: IncomingMessage, port: number): ReachedAt => {
    const { headers, socket } = request;
    const isProxied = isTrusted(socket.remoteAddress);
    const forwarded = access === undefined || isProxied ? headers : {};
    const ownTls = isEncrypted(socket);
    const https = ownTls || forwarded['x-forwarded-proto'] === 'https';
    const prefix = forwarded['x-forwarded-prefix'];
    const path = typeof prefix === 'string' && PREFIX.test(prefix) ? prefix.replace(/\/$/, '') : '';
    const authority = headers.host ?? `${isIPv6(host) ? `[${host}]` : host}:${port}`;
    const baseUrl = `http${https ? 's' : ''}://${authority}${path}`;
    // Hives reach the proxy, which has another certificate.
    return { https, baseUrl, isProxied, pin: ownTls && !isProxied ? publicKeyPin() : undefined };
  };
}

/** Sockets of `node:tls` have this property, and it is always true. */
const isEncrypted = (socket: Socket): boolean => 'encrypted' in socket && socket.encrypted === true;
