import { joinText } from '@rbee/contract';
import { expect, test } from 'vitest';
import { aMachine } from '../testing/a-machine.ts';
import { parseCommandLine } from './parse-command-line.ts';

const machine = aMachine('box');
const parse = (line: string, environment: Record<string, string> = {}) =>
  parseCommandLine(['simulate', ...line.split(' ').filter(Boolean)], { environment, machine, version: '1' });

test('by default a simulation has a hundred hives, uses the queen on this computer and runs until stopped', () => {
  expect(parse('')).toEqual({
    kind: 'simulate',
    settings: {
      ...{ queenUrl: 'http://localhost:7833', hives: 100, workers: 8, rate: 1, link: false, post: false },
      ...{ churn: 0, skewMs: 0, outOfOrder: 0, duplicates: 0, seed: 1 },
      ...{ durationMs: Number.POSITIVE_INFINITY, yesLoadThisQueen: false },
    },
  });
});

test('flags override the environment', () => {
  const flags =
    '--hives 1000 --workers 0 --rate 0.5 --post --churn 1%/min --skew 500ms --out-of-order 2% --duplicates 0.5 --seed 7 --duration 10m';
  expect(parse(flags, { RBEE_SIMULATE_HIVES: '5', RBEE_SIMULATE_RATE: '9' })).toMatchObject({
    settings: {
      ...{ hives: 1_000, workers: 0, rate: 0.5, post: true, churn: 0.01, skewMs: 500, outOfOrder: 0.02 },
      ...{ duplicates: 0.005, seed: 7, durationMs: 600_000 },
    },
  });
  const environment = { RBEE_SIMULATE_HIVES: '5', HIVE_QUEEN_URL: 'http://[::1]:1' };
  expect(parse('', { ...environment, RBEE_SIMULATE_CHURN: '3' })).toMatchObject({
    settings: { hives: 5, churn: 0.03, queenUrl: 'http://[::1]:1' },
  });
});

test('[A3] an invite says the address of the queen, unless a flag does', () => {
  const join = joinText({ url: 'http://127.0.0.1:99', code: 'the-code-of-a-fleet' });
  expect(parse('', { RBEE_SIMULATE_JOIN: join })).toMatchObject({
    settings: { join, queenUrl: 'http://127.0.0.1:99' },
  });
  expect(parse(`--join ${join} --queen-url http://localhost:98`)).toMatchObject({
    settings: { queenUrl: 'http://localhost:98' },
  });
  const elsewhere = joinText({ url: 'http://queen.example', code: 'the-code-of-a-fleet' });
  expect(parse(`--join ${elsewhere}`)).toMatchObject({
    sentence: expect.stringContaining('the queen at queen.example is not on this computer'),
  });
});

test.each([
  ['--hives 0', '--hives must be a whole number from 1 to 20000, not "0".'],
  ['--workers 513', '--workers must be a whole number from 0 to 512, not "513".'],
  ['--rate 11', '--rate must be a number from 0.1 to 10, not "11".'],
  ['--rate fast', '--rate must be a number from 0.1 to 10, not "fast".'],
  [
    '--churn 101%/min',
    '--churn must be a percentage from 0%/min to 100%/min, such as 1%/min, not "101%/min".',
  ],
  ['--duplicates 2%/min', '--duplicates must be a percentage from 0% to 100%, such as 1%, not "2%/min".'],
  ['--skew 5', '--skew must be a duration up to 24h, such as 500ms, 30s or 10m, not "5".'],
  ['--duration 0s', '--duration must be a duration up to 24h, such as 500ms, 30s or 10m, not "0s".'],
  ['--link --post', 'choose one of --link and --post.'],
])('%s is refused with one sentence', (line, sentence) => {
  expect(parse(line)).toEqual({ kind: 'wrong', sentence: `rbee simulate: ${sentence}` });
});

test.each(['http://192.168.1.20:7833', 'http://queen.example', 'http://[fe80::1]'])(
  'a queen at %s is not loaded by mistake',
  (address) => {
    expect(parse(`--queen-url ${address}`)).toMatchObject({
      kind: 'wrong',
      sentence: expect.stringMatching(/^rbee simulate: [^.]*.* add --yes-load-this-queen to allow it\.$/),
    });
    expect(parse(`--queen-url ${address} --yes-load-this-queen`)).toMatchObject({ kind: 'simulate' });
  },
);

test.each(['http://127.0.0.1:1', 'http://localhost', 'http://[::1]:7833'])(
  'a queen at %s may be',
  (address) => {
    expect(parse(`--queen-url ${address}`)).toMatchObject({ kind: 'simulate' });
  },
);

test('its help names flags, variables, defaults and an example', () => {
  const shown = parse('--help');
  const text = shown.kind === 'show' ? shown.text.replace(/\s+/g, ' ') : '';
  expect(text).toContain('environment: RBEE_SIMULATE_CHURN; default: 0%/min');
  expect(text).toContain('Examples: rbee simulate');
  expect(text).toContain('marked as simulated');
});
