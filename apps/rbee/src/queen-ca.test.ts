import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { certificate } from '../../../packages/queen/src/testing/certificate.ts';
import { readCertificates } from './queen-ca.ts';
import { readText } from './read-text.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rbee-ca-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What is read of a file with this text. */
function read(text: string | Buffer) {
  const path = join(folder, 'ca.pem');
  writeFileSync(path, text);
  return readCertificates(path, readText);
}

const sentence = (text: string | Buffer): string => {
  const it = read(text);
  return it.kind === 'wrong' ? it.sentence.replace(folder, '') : it.kind;
};

const { pem, key } = certificate('one', 'authority');
const other = certificate('other', 'authority').pem;

test('all certificates of a file are read, whatever is written around them', () => {
  expect(read(`# ours\n${pem}subject=one\r\n${other}`)).toEqual({
    kind: 'certificates',
    pem: [pem.trim(), other.trim()],
  });
  expect(read(pem + key)).toMatchObject({ kind: 'certificates', pem: [pem.trim()] });
});

test.each([
  ['', 'has no certificate in the form PEM'],
  ['-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----', 'has no certificate in the form PEM'],
  [key, "has a private key and no certificate; name the file with the authority's certificate"],
  [pem + pem.replace(/MII?/, 'AAA'), 'is not used: certificate 2 of 2 in it is damaged'],
  ['x'.repeat(2 ** 20 + 1), 'is not used: it is larger than 1 MiB; name another file'],
  [Buffer.from([0x30, 0x82]), "if it is in the form DER, convert it with 'openssl x509 -inform der'"],
])('a file without certificates is refused in one sentence: %#', (text, expected) => {
  expect(sentence(text)).toContain(expected);
  expect(sentence(text)).toMatch(/^the certificate file \/ca\.pem /);
});

test('a missing file and a FIFO are refused', () => {
  const path = join(folder, 'none');
  expect(readCertificates(path, readText)).toEqual({
    kind: 'wrong',
    sentence: `the certificate file ${path} cannot be read (ENOENT)`,
  });
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(readCertificates(pipe, readText)).toMatchObject({
    sentence: expect.stringContaining('it is a FIFO'),
  });
});
