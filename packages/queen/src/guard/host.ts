import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { Settings } from '../config.ts';
import type { Refusal } from '../problem.ts';

/** Domains that cannot be registered on the internet: an attacker cannot own a name in them. */
const LOCAL_DOMAINS = ['local', 'lan', 'internal', 'home.arpa'];

/**
 * Returns a predicate for `Host` headers. It accepts IP addresses, localhost, the name of this machine (alone or in a
 * domain of the local network) and `names`. Any other name could belong to a web page that points its own name to
 * this address (DNS rebinding). A request without `Host` (HTTP/1.0) does not come from a browser and is accepted.
 */
export function hostPolicy(names: readonly string[], machine: string) {
  const short = machine.split('.')[0] ?? machine;
  const machineNames = [machine, short, ...LOCAL_DOMAINS.map((domain) => `${short}.${domain}`)];
  const allowed = new Set(['localhost', ...machineNames, ...names].map(normalised));
  return (header: string | undefined): boolean => {
    if (header === undefined) return true;
    const name = normalised(header.replace(/:\d*$/, ''));
    return isAddress(name) || name.endsWith('.localhost') || allowed.has(name);
  };
}

const normalised = (name: string): string => name.toLowerCase().replace(/\.$/, '');

const isAddress = (name: string): boolean => isIP(name) === 4 || isIP(name.replace(/^\[(.*)\]$/, '$1')) === 6;

/** Returns a function that gives the refusal for the host that a request names; null if it is allowed. */
export function hostGuard(settings: Settings) {
  const isAllowed = hostPolicy([settings.host, ...settings.allowHosts], hostname());
  return (host: string | undefined): Refusal | null => {
    if (isAllowed(host)) return null;
    const detail = `The host name ${host} is not allowed; start the queen with --allow-host to allow it.`;
    return { code: 'host_not_allowed', detail };
  };
}
