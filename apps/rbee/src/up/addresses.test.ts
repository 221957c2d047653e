import { expect, test } from 'vitest';
import { addressForPeople, addressForProcesses } from './addresses.ts';

test.each([
  ['127.0.0.1', 'http://localhost:1', 'http://127.0.0.1:1'],
  ['::1', 'http://localhost:1', 'http://[::1]:1'],
  ['localhost', 'http://localhost:1', 'http://localhost:1'],
  ['0.0.0.0', 'http://localhost:1', 'http://127.0.0.1:1'],
  ['::', 'http://localhost:1', 'http://[::1]:1'],
  ['192.168.1.20', 'http://192.168.1.20:1', 'http://192.168.1.20:1'],
  ['fd00::7', 'http://[fd00::7]:1', 'http://[fd00::7]:1'],
])('a queen on %s is at %s for people and at %s for processes', (host, people, processes) => {
  expect(addressForPeople(host, 1)).toBe(people);
  expect(addressForProcesses(host, 1)).toBe(processes);
});
