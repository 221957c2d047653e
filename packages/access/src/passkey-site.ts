import { isIP } from 'node:net';

/** The site that a passkey is for. */
export interface PasskeySite {
  /** Host name: browsers give a passkey to no other site. */
  readonly rpId: string;
  /** Scheme, host and port. */
  readonly origin: string;
}

/**
 * The site of passkeys at an address of the queen; null where browsers have none: passkeys need HTTPS or localhost (WebAuthn Level 3, 5.1),
 * and a name, not an IP address.
 */
export function passkeySite(address: string): PasskeySite | null {
  if (!URL.canParse(address)) return null;
  const { protocol, hostname, origin } = new URL(address);
  if (hostname.startsWith('[') || isIP(hostname) !== 0) return null;
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost');
  return protocol === 'https:' || (protocol === 'http:' && isLocal) ? { rpId: hostname, origin } : null;
}
