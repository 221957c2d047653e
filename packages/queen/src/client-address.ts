import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddress from '@fastify/proxy-addr';
import ipaddr from 'ipaddr.js';

/** Returns the address of whoever sent a request. */
export type ClientAddress = (request: IncomingMessage) => string;

/**
 * Returns a function for the address of a client, in the form of `shareAddress`. Behind one of the trusted proxies it is the last
 * address in `X-Forwarded-For` that is not a trusted proxy; from anybody else that header is not believed.
 */
export function clientAddresses(trustedProxies: readonly string[]): ClientAddress {
  const senderOf = senders(trustedProxies);
  return (request) => shareAddress(senderOf(request));
}

/** The same for the whole address, which is what people know a client by. */
export function wholeAddresses(trustedProxies: readonly string[]): ClientAddress {
  const senderOf = senders(trustedProxies);
  return (request) => wholeAddress(senderOf(request));
}

function senders(trustedProxies: readonly string[]): (request: IncomingMessage) => string | undefined {
  if (trustedProxies.length === 0) return ({ socket }) => socket.remoteAddress;
  const isTrusted = trusts(trustedProxies);
  return (request) =>
    request.socket.remoteAddress === undefined ? undefined : proxyAddress(request, isTrusted);
}

/** Returns a function that is true for the address of a trusted proxy. */
export function trusts(trustedProxies: readonly string[]): (address: string | undefined) => boolean {
  if (trustedProxies.length === 0) return () => false;
  const isTrusted = proxyAddress.compile([...trustedProxies]);
  return (address) => address !== undefined && isTrusted(address, 0);
}

/** True for an address or a network that can name a trusted proxy. */
export function isProxyAddress(text: string): boolean {
  return ipaddr.isValid(text) || ipaddr.isValidCIDR(text);
}

/** Bytes of an IPv6 address that name one customer's network: whoever has one address of it has all of them. */
const NETWORK_BYTES = 8;

/**
 * An address as shares are counted: IPv4 also if it came as IPv6 (RFC 4291 section 2.5.5.2), and only the network of an IPv6
 * address, its first 64 bits. `local` for anything else, such as a connection that has already ended.
 */
export function shareAddress(address: string | undefined): string {
  const version = isIP(address ?? '');
  if (address === undefined || version === 0) return 'local';
  if (version === 4) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return Buffer.from(parsed.toByteArray().slice(0, NETWORK_BYTES)).toString('hex');
}

/** An address in its usual form (RFC 5952), IPv4 also if it came as IPv6, and without a zone; `local` for anything else. */
export function wholeAddress(address: string | undefined): string {
  const version = isIP(address ?? '');
  if (address === undefined || version === 0) return 'local';
  // Parsing one costs as much as all else that is asked of a heartbeat.
  if (version === 4) return address;
  return ipaddr.process(address.replace(/%.*$/, '')).toString();
}

/** True if a server that listens on this host can only be reached from its own machine. */
export const isLoopbackHost = (host: string): boolean =>
  host.toLowerCase() === 'localhost' || (isIP(host) !== 0 && ipaddr.process(host).range() === 'loopback');
