import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A certificate for tests, with its key. */
export interface Certificate {
  /** Both in the form PEM. */
  readonly pem: string;
  readonly key: string;
  readonly name: string;
  readonly privateKey: KeyObject;
}

/**
 * Makes a certificate of X.509 (RFC 5280), valid from 2020 to 2049, with an elliptic-curve key: of an authority, or of a
 * server on 127.0.0.1. Without an issuer it is signed by itself; `renewed` gives its key.
 */
export function certificate(
  name: string,
  kind: 'authority' | 'server',
  issuer?: Certificate,
  renewed?: Certificate,
): Certificate {
  const privateKey =
    renewed?.privateKey ?? generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
  const publicKey = createPublicKey(privateKey);
  const extension =
    kind === 'authority'
      ? sequence(object('551d13'), der(0x04, sequence(der(0x01, bytes('ff'))))) // basicConstraints: it is an authority
      : sequence(object('551d11'), der(0x04, sequence(der(0x87, bytes('7f000001'))))); // subjectAltName: 127.0.0.1
  const signed = sequence(
    der(0xa0, der(0x02, bytes('02'))), // version 3
    der(0x02, Buffer.from(name)), // a number of its own
    ECDSA_WITH_SHA256,
    nameOf(issuer?.name ?? name),
    sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z'))),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension)),
  );
  const signature = sign('sha256', signed, issuer?.privateKey ?? privateKey);
  const whole = sequence(signed, ECDSA_WITH_SHA256, der(0x03, bytes('00'), signature));
  const lines = whole.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return {
    pem: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    name,
    privateKey,
  };
}

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

/** A value of DER (ITU-T X.690): its tag, length and contents. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...contents: readonly Buffer[]): Buffer => der(0x30, ...contents);
const object = (id: string): Buffer => der(0x06, bytes(id));
const ECDSA_WITH_SHA256 = sequence(object('2a8648ce3d040302'));
/** A name with the attribute commonName. */
const nameOf = (text: string): Buffer =>
  sequence(der(0x31, sequence(object('550403'), der(0x0c, Buffer.from(text)))));
