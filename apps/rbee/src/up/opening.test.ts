import { aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { parseCommandLine } from '../command-line/index.ts';
import type { UpSettings } from '../settings/index.ts';
import { aMachine } from '../testing/a-machine.ts';
import { addressForPeople, addressForProcesses, openingLines } from './run-up.ts';

function settingsOf(line: string): UpSettings {
  const machine = aMachine();
  const parsed = parseCommandLine(line.split(' '), { environment: {}, machine, version: '1' });
  if (parsed.kind !== 'up') throw new Error(JSON.stringify(parsed));
  return parsed.settings;
}

const workers = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    aWorker({ group: 'llm', instance: `${8080 + at}`, model: at === 0 ? 'qwen3' : null }),
  );
const aboutWorkers = (count: number, line = 'up') =>
  openingLines('http://localhost:7833', ALL, workers(count), settingsOf(line)).find((it) =>
    it.includes('nference server'),
  );
const ALL = { page: true, history: true };
const BEFORE = 'Inference servers on this machine:';
const FIVE = 'llm/8080 (qwen3), llm/8081, llm/8082, llm/8083, llm/8084';

test.each([
  [1, `${BEFORE} llm/8080 (qwen3).`],
  [5, `${BEFORE} ${FIVE}.`],
  [6, `${BEFORE} ${FIVE} and 1 more.`],
  [50, `${BEFORE} ${FIVE} and 45 more.`],
])('names at most five of %i workers', (count, sentence) => {
  expect(aboutWorkers(count)).toBe(sentence);
});

test('says what happens if there is no inference server', () => {
  expect(aboutWorkers(0)).toMatch(/so two sample workers were started/);
  expect(aboutWorkers(0, 'up --no-samples')).toBe(
    'No inference server was found on this machine; it appears here when you start one.',
  );
});

test('says how to build a page that is not built', () => {
  const lines = openingLines('http://localhost:7833', { ...ALL, page: false }, [], settingsOf('up'));
  expect(lines).toContain('The web page is not built yet; `npm start` builds it.');
});

test('says where the past is kept, if it is', () => {
  const line = 'The past is kept in /srv/rbee; --no-history keeps none.';
  const settings = settingsOf('up --data /srv/rbee');
  expect(openingLines('http://localhost:7833', ALL, [], settings)).toContain(line);
  expect(openingLines('http://localhost:7833', { ...ALL, history: false }, [], settings)).not.toContain(line);
});

test.each([
  ['127.0.0.1', 'http://localhost:1', 'http://127.0.0.1:1'],
  ['::1', 'http://localhost:1', 'http://[::1]:1'],
  ['localhost', 'http://localhost:1', 'http://localhost:1'],
  ['0.0.0.0', 'http://localhost:1', 'http://127.0.0.1:1'],
  ['::', 'http://localhost:1', 'http://[::1]:1'],
  ['192.168.1.20', 'http://192.168.1.20:1', 'http://192.168.1.20:1'],
  ['fd00::7', 'http://[fd00::7]:1', 'http://[fd00::7]:1'],
])('a queen on %s has the address %s for people and %s for processes', (host, people, processes) => {
  expect(addressForPeople(host, 1)).toBe(people);
  expect(addressForProcesses(host, 1)).toBe(processes);
});
