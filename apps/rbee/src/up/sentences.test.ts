import { aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { parseCommandLine } from '../command-line/index.ts';
import type { UpSettings } from '../settings/index.ts';
import { opening } from './sentences.ts';

function settingsOf(line: string): UpSettings {
  const machine = { hostname: 'gpu-1', terminal: false };
  const parsed = parseCommandLine(line.split(' '), { environment: {}, machine, version: '1' });
  if (parsed.kind !== 'up') throw new Error(JSON.stringify(parsed));
  return parsed.settings;
}

const workers = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    aWorker({ group: 'llm', instance: `${8080 + at}`, model: at === 0 ? 'qwen3' : null }),
  );
const aboutWorkers = (count: number, line = 'up') =>
  opening('http://localhost:7833', true, workers(count), settingsOf(line)).find((it) =>
    it.includes('nference server'),
  );
const BEFORE = 'Inference servers on this machine:';
const FIVE = 'llm/8080 (qwen3), llm/8081, llm/8082, llm/8083, llm/8084';

test.each([
  [1, `${BEFORE} llm/8080 (qwen3).`],
  [5, `${BEFORE} ${FIVE}.`],
  [6, `${BEFORE} ${FIVE} and 1 more.`],
  [50, `${BEFORE} ${FIVE} and 45 more.`],
])('of %i workers at most five are named', (count, sentence) => {
  expect(aboutWorkers(count)).toBe(sentence);
});

test('where there is none, what is done about it', () => {
  expect(aboutWorkers(0)).toMatch(/so two sample workers were started/);
  expect(aboutWorkers(0, 'up --no-samples')).toBe(
    'No inference server was found on this machine; it appears here when you start one.',
  );
});

test('a page that is not built is said, with how to build it', () => {
  const lines = opening('http://localhost:7833', false, [], settingsOf('up'));
  expect(lines).toContain('The web page is not built yet; `npm start` builds it.');
});
