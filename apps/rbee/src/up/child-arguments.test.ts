import { expect, test } from 'vitest';
import { parseCommandLine } from '../command-line/index.ts';
import type { UpSettings } from '../settings/index.ts';
import { hiveArguments, queenArguments } from './child-arguments.ts';

const parse = (args: readonly string[]) =>
  parseCommandLine(args, { environment: {}, machine: { hostname: 'x', terminal: true }, version: '1' });
const upSettings = (...args: string[]): UpSettings => {
  const parsed = parse(['up', ...args]);
  if (parsed.kind !== 'up') throw new Error(JSON.stringify(parsed));
  return parsed.settings;
};

test.each([
  [[]],
  [['--port', '0', '--host', '0.0.0.0', '--insecure-no-access-control', '--forget-after', '7d']],
  [['--allow-origin', 'https://a.b', '--allow-origin', 'http://c', '--allow-host', 'q.example']],
  [['--hive-id', 'gpu-1', '--interval-ms', '250', '--log-level', 'debug', '--log-format', 'json']],
])('the children of "up %j" are told all of it', (args) => {
  const { samples, hiveId, intervalMs, ...queen } = upSettings(...args);
  const all = { ...queen, samples, hiveId, intervalMs };
  expect(parse(queenArguments(all))).toEqual({ kind: 'queen', settings: queen });
  const { logLevel, logFormat } = queen;
  const queenUrl = 'http://127.0.0.1:7833';
  expect(parse(hiveArguments(all, queenUrl))).toEqual({
    kind: 'hive',
    settings: { queenUrl, hiveId, intervalMs, logLevel, logFormat },
  });
});
