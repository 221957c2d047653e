import { isIPv6 } from 'node:net';
import type { ServerCertificate } from '@rbee/queen';
import type { ReadText } from '../read-text.ts';
import { isEveryAddress, isLoopback } from '../settings/index.ts';

/** How others reach a queen. */
export interface QueenAddress {
  readonly url: string;
  /** SHA-256 of its public key (SubjectPublicKeyInfo, base64url), if it has a certificate of its own ([A3]). */
  readonly pin?: string;
}

/** What the address of a queen is made of. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  /** Its own certificate; undefined without TLS. */
  readonly certificate?: Pick<ServerCertificate, 'publicKeyPin' | 'onReplace'> | undefined;
}

/** The address for others: a queen that listens on every address of its machine is reached by the name of the machine. */
export function addressForOthers({ host, port, scheme }: Listening, hostname: string): string {
  const name = isEveryAddress(host) ? hostname : isLoopback(host) ? 'localhost' : host;
  return `${scheme}://${isIPv6(name) ? `[${name}]` : name}:${port}`;
}

/** Longest address that is read. */
const MAX_CHARS = 2_048;
/** 32 bytes in base64url. */
const PIN = /^[\w-]{43}$/;

/** The address that a queen left in its folder; null if there is none, or it cannot be read. */
export function readQueenAddress(path: string, readText: ReadText): QueenAddress | null {
  const read = readText(path, 'named');
  const given = read.ok ? jsonOf(read.text) : null;
  if (typeof given !== 'object' || given === null) return null;
  const { url, pin } = given as Readonly<Record<string, unknown>>;
  if (typeof url !== 'string' || url.length > MAX_CHARS || !URL.canParse(url)) return null;
  if (pin === undefined) return { url };
  return typeof pin === 'string' && PIN.test(pin) ? { url, pin } : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
