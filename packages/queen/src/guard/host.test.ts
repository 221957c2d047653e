import { expect, test } from 'vitest';
import { hostPolicy } from './host.ts';

const isAllowed = hostPolicy(['0.0.0.0', 'queen.example'], 'Gpu-1.Example.org');

test.each([
  undefined,
  'localhost',
  'localhost:7833',
  'LOCALHOST.:7833',
  'app.localhost:7833',
  '127.0.0.1:7833',
  '192.168.1.20',
  '[::1]:7833',
  '[fe80::1]',
  'gpu-1',
  'gpu-1:7833',
  'gpu-1.example.org:7833',
  'gpu-1.local:7833',
  'queen.example:7833',
])('allows the host %s', (host) => {
  expect(isAllowed(host)).toBe(true);
});

test.each([
  '',
  'evil.example',
  'evil.example:7833',
  'localhost.evil.example',
  'gpu-1.evil.example',
  'queen.example.evil.example',
  'notlocalhost',
  '127.0.0.1.evil.example',
  '127.1',
  '2130706433',
  '[::1',
  'a@localhost@evil.example',
])('refuses the host %j', (host) => {
  expect(isAllowed(host)).toBe(false);
});
