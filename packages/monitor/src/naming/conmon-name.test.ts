import { expect, test } from 'vitest';
import { conmonName } from './container.ts';

const ID = 'ab'.repeat(32);
const argv = (line: string) => line.split(' ');

test.each([
  [`/usr/bin/conmon --api-version 1 -c ${ID} -u ${ID} -r /usr/bin/crun -n chat --exit-dir /x`, 'chat'],
  [`conmon --cid ${ID} --name chat`, 'chat'],
  [`conmon -c ${'cd'.repeat(32)} -n other`, null],
  [`conmon -c ${ID}`, null],
  [`conmon -c ${ID} -n`, null],
  [`bash -c ${ID} -n chat`, null],
])('%s', (line, name) => {
  expect(conmonName(argv(line), ID)).toBe(name);
});
