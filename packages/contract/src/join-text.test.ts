import { expect, test } from 'vitest';
import { joinText, readJoinText } from './join-text.ts';

const CODE = 'a-code_of-22-characters';
const PIN = 'p'.repeat(43);

test.each([
  { url: 'http://queen.lan:7833', code: CODE },
  { url: 'https://queen.example/rbee/', code: CODE, pin: PIN },
  { url: 'https://königin.example', code: CODE },
])('an invite for $url is read as it was written', (invite) => {
  const text = joinText(invite);
  expect(text).toMatch(/^rbee1\.[\w-]+$/);
  expect(readJoinText(text)).toEqual(invite);
});

const encoded = (json: unknown): string => `rbee1.${Buffer.from(JSON.stringify(json)).toString('base64url')}`;

test.each([
  ['an empty text', ''],
  ['another text', 'hello'],
  ['a version that is not known', joinText({ url: 'http://a', code: CODE }).replace('rbee1', 'rbee2')],
  ['a cut text', joinText({ url: 'http://a', code: CODE }).slice(0, -5)],
  ['an address of another scheme', encoded({ u: 'file:///etc/passwd', c: CODE })],
  ['no address', encoded({ c: CODE })],
  ['a code that is no text', encoded({ u: 'http://a', c: 7 })],
  ['a code with other characters', encoded({ u: 'http://a', c: `${CODE}\n` })],
  ['a pin of another length', encoded({ u: 'http://a', c: CODE, k: 'short' })],
  ['a list', encoded([])],
  ['null', encoded(null)],
  ['a text that is too long', encoded({ u: `http://a/${'b'.repeat(5_000)}`, c: CODE })],
  ['bytes that are no text', 'rbee1._w'],
])('%s is no invite', (_what, text) => {
  expect(readJoinText(text)).toBeNull();
});
