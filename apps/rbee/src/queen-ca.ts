import { createRequire } from 'node:module';
import type { ReadText } from './read-text.ts';

/** The certificates of a file, or one sentence, without its full stop, about why it is not used. */
export type Certificates =
  | { readonly kind: 'certificates'; readonly pem: readonly string[] }
  | { readonly kind: 'wrong'; readonly sentence: string };

/** A block of RFC 7468. */
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]*-----END CERTIFICATE-----/g;

/** Reads and checks the certificates in a PEM file (RFC 7468); text around them is ignored. */
export function readCertificates(path: string, readText: ReadText): Certificates {
  const wrong = (why: string): Certificates => ({
    kind: 'wrong',
    sentence: `the certificate file ${path} ${why}`,
  });
  const read = readText(path, 'named');
  if (!read.ok)
    return wrong(read.code === null ? `is not used: ${read.complaint}` : `cannot be read (${read.code})`);
  const pem = read.text.match(CERTIFICATE) ?? [];
  if (pem.length === 0) return wrong(whyNone(read.text));
  const bad = pem.findIndex((it) => !isCertificate(it));
  if (bad >= 0) return wrong(`is not used: certificate ${bad + 1} of ${pem.length} in it is damaged`);
  if (!('setDefaultCACertificates' in tls())) return wrong('is not used: this needs Node 24.5 or newer');
  return { kind: 'certificates', pem };
}

/** Makes this process trust these certificates besides those that it trusts already. */
export function trustCertificates(pem: readonly string[]): void {
  const { getCACertificates, setDefaultCACertificates } = tls();
  setDefaultCACertificates([...getCACertificates('default'), ...pem]);
}

function whyNone(text: string): string {
  if (/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/.test(text))
    return "has a private key and no certificate; name the file with the authority's certificate";
  return "has no certificate in the form PEM; if it is in the form DER, convert it with 'openssl x509 -inform der'";
}

/** TLS takes memory, which a hive saves without it. */
const require = createRequire(import.meta.url);
const tls = () => require('node:tls') as typeof import('node:tls');

function isCertificate(pem: string): boolean {
  const { X509Certificate } = require('node:crypto') as typeof import('node:crypto');
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
