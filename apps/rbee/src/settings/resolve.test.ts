import { expect, test } from 'vitest';
import { shownValue, withoutSecrets } from './resolve.ts';

test.each([
  ['http://h:7833/?token=secret', 'http://h:7833...'],
  ['http://bee:secret@h', 'http://h...'],
  ['http://h/#secret', 'http://h...'],
  ['ftp://h/secret', 'ftp://h...'],
  ['http://bee:sec/ret@h', 'http://...'],
  ['http://', 'http://'],
  ['http://h:7833', 'http://h:7833'],
  ['h:7833/?token=secret', 'h:7833...'],
  ['bee:secret@h:7833', '...'],
  ['h:banana', 'h:banana'],
  ['', ''],
])('of the invalid address %j an error shows %j', (text, shown) => {
  expect(shownValue(text, { isAddress: true })).toBe(shown);
});

test('in other texts only the addresses are cut', () => {
  expect(shownValue('(?<name>@#', {})).toBe('(?<name>@#');
  expect(withoutSecrets('a http://u:secret@h/x, then "https://i?secret"')).toBe(
    'a http://h... then "https://i..."',
  );
});
