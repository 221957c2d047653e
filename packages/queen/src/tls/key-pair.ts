import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';

/** A certificate and its key, as the text of PEM files (RFC 7468); the certificate is followed by those that lead to its authority. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** Why a pair cannot be used: a clause about one part of it, such as `has no certificate`. */
export class KeyPairError extends Error {
  readonly part: keyof KeyPair;

  constructor(part: keyof KeyPair, clause: string) {
    super(clause);
    this.name = 'KeyPairError';
    this.part = part;
  }
}

/** The certificate of a pair. Throws a `KeyPairError` if a server cannot use the pair; the dates are not checked. */
export function leafOf(pair: KeyPair): X509Certificate {
  const certificates = certificatesOf(pair.cert);
  const key = privateKeyOf(pair.key);
  const [leaf] = certificates;
  if (!leaf) throw new KeyPairError('cert', whyNone(pair.cert));
  if (!leaf.checkPrivateKey(key)) {
    const other = certificates.findIndex((it) => it.checkPrivateKey(key));
    throw other < 0
      ? new KeyPairError('key', 'does not belong to the certificate')
      : new KeyPairError(
          'cert',
          `has the certificate of the key as number ${other + 1}; put it before all others`,
        );
  }
  try {
    createSecureContext({ cert: pair.cert, key: pair.key });
  } catch (error) {
    throw new KeyPairError('cert', `cannot be used (${(error as NodeJS.ErrnoException).code ?? error})`);
  }
  return leaf;
}

/** SHA-256 of the public key of a certificate (SubjectPublicKeyInfo), base64url. */
export const pinOf = ({ publicKey }: X509Certificate): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]*-----END CERTIFICATE-----/g;

function certificatesOf(text: string): X509Certificate[] {
  const blocks = text.match(CERTIFICATE) ?? [];
  return blocks.map((block, at) => {
    try {
      return new X509Certificate(block);
    } catch {
      throw new KeyPairError('cert', `is damaged: certificate ${at + 1} of ${blocks.length} cannot be read`);
    }
  });
}

function whyNone(text: string): string {
  return /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/.test(text)
    ? 'has a private key and no certificate'
    : "has no certificate in the form PEM; if it is in the form DER, convert it with 'openssl x509 -inform der'";
}

/** Names the cause without the text of OpenSSL, which never has a part of the key but helps nobody. */
function privateKeyOf(text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw new KeyPairError('key', whyNoKey(text));
  }
}

function whyNoKey(text: string): string {
  // RFC 7468 section 11, and the older form of OpenSSL (RFC 1421 section 4.6.1.1).
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(text)) {
    return "is encrypted; nobody is there to type its password, so decrypt it with 'openssl pkey' and protect the file";
  }
  if (!/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/.test(text)) return 'has no private key in the form PEM';
  return 'is damaged, or has a kind of key that Node does not know';
}
