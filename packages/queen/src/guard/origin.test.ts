import { expect, test } from 'vitest';
import { isOwnOrigin, mayRead } from './origin.ts';

test.each([
  ['http://queen.local:7833', 'queen.local:7833', true],
  ['https://queen.local', 'queen.local', true],
  ['http://queen.local', 'queen.local:80', true],
  ['http://queen.local:7834', 'queen.local:7833', false],
  ['http://evil.example', 'queen.local:7833', false],
  ['null', 'queen.local', false],
  ['file://', 'queen.local', false],
  ['', 'queen.local', false],
  ['http://queen.local', undefined, false],
])('isOwnOrigin: origin %j, host %j: %s', (origin, host, own) => {
  expect(isOwnOrigin(origin, host)).toBe(own);
});

test.each([
  ['http://localhost:3000', true],
  ['https://127.0.0.1', true],
  ['http://[::1]:5173', true],
  ['https://grafana.example', true],
  ['https://grafana.example.evil.example', false],
  ['http://localhost.evil.example', false],
  ['http://localhost:3000.evil.example', false],
  ['null', false],
])('pages of %s may read: %s', (origin, may) => {
  expect(mayRead(origin, 'queen.local:7833', ['https://grafana.example'])).toBe(may);
});
