import { expect, test } from 'vitest';
import { shownValue, withoutSecrets } from './shown-value.ts';

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
])('of the address %j is shown %j', (text, shown) => {
  expect(shownValue(text, { readsAddress: true })).toBe(shown);
});

test('of what is no address only addresses in it are cut', () => {
  expect(shownValue('(?<name>@#', {})).toBe('(?<name>@#');
  expect(withoutSecrets('a http://u:secret@h/x, then "https://i?secret"')).toBe(
    'a http://h... then "https://i..."',
  );
});
