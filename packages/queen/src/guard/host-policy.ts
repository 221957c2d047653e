import { isIP } from 'node:net';

/** Domains that nobody can register on the internet: a name under them cannot be an attacker's. */
const LOCAL_DOMAINS = ['local', 'lan', 'internal', 'home.arpa'];

/** Whether a queen answers to a `Host` header. */
export type HostPolicy = (header: string | undefined) => boolean;

/**
 * The names that a queen answers to: addresses, localhost, this machine's name alone and in a domain of the
 * local network, and those that are given. Any other name could be a web page's that points its own name
 * here (DNS rebinding). A request without a `Host` (HTTP/1.0) is no browser's and passes.
 */
export function hostPolicy(names: readonly string[], machine: string): HostPolicy {
  const short = machine.split('.')[0] ?? machine;
  const machineNames = [machine, short, ...LOCAL_DOMAINS.map((domain) => `${short}.${domain}`)];
  const allowed = new Set(['localhost', ...machineNames, ...names].map(normalised));
  return (header) => {
    if (header === undefined) return true;
    const name = normalised(header.replace(/:\d*$/, ''));
    return isAddress(name) || name.endsWith('.localhost') || allowed.has(name);
  };
}

const normalised = (name: string): string => name.toLowerCase().replace(/\.$/, '');

const isAddress = (name: string): boolean => isIP(name) === 4 || isIP(name.replace(/^\[(.*)\]$/, '$1')) === 6;
