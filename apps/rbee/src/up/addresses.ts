import { isIPv6 } from 'node:net';
import { isEveryAddress, isLoopback } from '../settings/index.ts';

/** Address of the queen to show to users of this machine. */
export const addressForPeople = (host: string, port: number): string =>
  isLoopback(host) || isEveryAddress(host) ? `http://localhost:${port}` : addressOf(host, port);

/** Address of a queen for the other processes of this machine. */
export const addressForProcesses = (host: string, port: number): string =>
  isEveryAddress(host) ? addressOf(host === '::' ? '::1' : '127.0.0.1', port) : addressOf(host, port);

const addressOf = (host: string, port: number): string =>
  `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
