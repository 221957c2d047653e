import { isIPv6 } from 'node:net';
import { isLoopbackHost } from '../../client-address.ts';
import type { ReachedAt } from '../reached-at.ts';

/** Where a queen listens, and the name of its machine. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly machine: string;
}

const EVERY_ADDRESS = ['0.0.0.0', '::'];

/**
 * The address of the queen for hives of other machines ([A3]): the one that whoever invites them used. A page that was opened by
 * `localhost` on the queen's machine has an address that is of no use elsewhere. Then it is the one that the queen listens on, with the
 * name of the machine if these are all, unless the queen listens for its own machine only or is behind a proxy.
 */
export function addressForHives(
  { baseUrl, https, isProxied }: ReachedAt,
  { host, port, machine }: Listening,
): string {
  const used = new URL(baseUrl).hostname.replace(/^\[|\]$/g, '');
  if (isProxied || isLoopbackHost(host) || !isLoopbackHost(used)) return baseUrl;
  const name = EVERY_ADDRESS.includes(host) ? machine : host;
  return `http${https ? 's' : ''}://${isIPv6(name) ? `[${name}]` : name}:${port}`;
}
