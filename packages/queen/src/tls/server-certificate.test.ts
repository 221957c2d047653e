import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { certificate } from '../testing/index.ts';
import { KeyPairError } from './key-pair.ts';
import { ServerCertificate } from './server-certificate.ts';

const authority = certificate('authority', 'authority');
const signed = certificate('queen', 'server', authority);
const own = certificate('queen', 'server');
const pair = { cert: own.pem, key: own.key };

/** What is wrong with a pair. */
function complaint(cert: string, key: string): string {
  try {
    new ServerCertificate({ cert, key });
  } catch (error) {
    if (error instanceof KeyPairError) return `${error.part} ${error.message}`;
    throw error;
  }
  return 'nothing';
}

const encrypted = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  .privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
  .toString();
const olderEncrypted = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
  .toString();

test.each([
  ['an empty file', '', own.key, 'cert has no certificate in the form PEM; if it is in the form DER'],
  ['a key', own.key, own.key, 'cert has a private key and no certificate'],
  ['a damaged certificate', own.pem.replace('MII', 'MIJ'), own.key, 'cert is damaged: certificate 1 of 1'],
  ['no key', own.pem, own.pem, 'key has no private key in the form PEM'],
  ['a damaged key', own.pem, own.key.replace('MIG', 'AAA'), 'key is damaged'],
  ['the key of another', own.pem, signed.key, 'key does not belong to the certificate'],
  ['a password', own.pem, encrypted, 'key is encrypted'],
  ['a password in the older form', own.pem, olderEncrypted, 'key is encrypted'],
  [
    'the authority first',
    authority.pem + signed.pem,
    signed.key,
    'cert has the certificate of the key as number 2',
  ],
])('says what is wrong with %s', (_, cert, key, expected) => {
  expect(complaint(cert, key)).toContain(expected);
});

test('takes a certificate with those that lead to its authority, and both in one file', () => {
  expect(complaint(signed.pem + authority.pem, signed.key)).toBe('nothing');
  const both = own.pem + own.key;
  expect(complaint(both, both)).toBe('nothing');
});

test('[A3] only a certificate that is signed by itself has a pin: the SHA-256 of its public key', () => {
  const spki = createPublicKey(own.key).export({ type: 'spki', format: 'der' });
  const pin = createHash('sha256').update(spki).digest('base64url');
  expect(new ServerCertificate(pair).publicKeyPin).toBe(pin);
  expect(new ServerCertificate({ cert: signed.pem, key: signed.key }).publicKeyPin).toBeUndefined();
  const renewed = certificate('queen', 'server', undefined, own);
  expect(new ServerCertificate({ cert: renewed.pem, key: renewed.key }).publicKeyPin).toBe(pin);
});

test('a pair is replaced, and a bad one keeps the one before', () => {
  const served = new ServerCertificate(pair);
  const replaced: string[] = [];
  served.onReplace(({ cert }) => replaced.push(cert));
  served.replace({ cert: signed.pem, key: signed.key });
  expect(() => served.replace({ cert: own.pem, key: signed.key })).toThrow('does not belong');
  expect(replaced).toEqual([signed.pem]);
  expect(served.pair.cert).toBe(signed.pem);
});

test('knows its dates', () => {
  const { from, to } = new ServerCertificate(pair).validity;
  expect([from, to].map((at) => new Date(at).toISOString())).toEqual([
    '2020-01-01T00:00:00.000Z',
    '2049-12-31T23:59:59.000Z',
  ]);
});
