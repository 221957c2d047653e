import { expect, test } from 'vitest';
import { codeHash, type KeptToken } from './kept-token.ts';
import { planOf } from './plan.ts';

const CODE = 'the-code-of-an-invite';
const PIN = 'p'.repeat(43);
const KEPT: KeptToken = {
  queenUrl: 'https://queen.example',
  pin: PIN,
  hiveId: 'gpu-1',
  token: `rbh_${'t'.repeat(43)}`,
  joinedWith: codeHash(CODE),
};
const nothing = { queenUrl: undefined, hiveId: undefined, tokenFile: undefined };

const plan = (
  settings: Partial<Parameters<typeof planOf>[0]['settings']>,
  code?: string,
  kept: KeptToken | null = KEPT,
) =>
  planOf({
    settings: { ...nothing, ...settings },
    invite: code === undefined ? undefined : { url: 'https://queen.example/', code, pin: 'q'.repeat(43) },
    kept: kept ? { kind: 'kept', kept } : { kind: 'none' },
    defaultHiveId: 'box',
  });

test('[A3] a hive that has joined needs no settings', () => {
  expect(plan({})).toEqual({
    queenUrl: 'https://queen.example',
    hiveId: 'gpu-1',
    pin: PIN,
    kept: KEPT,
    join: undefined,
  });
});

test('a hive that has not joined reports to the queen on its machine, under the name of the machine', () => {
  expect(plan({}, undefined, null)).toEqual({
    queenUrl: 'http://localhost:7833',
    hiveId: 'box',
    pin: undefined,
    kept: undefined,
    join: undefined,
  });
});

test('[A3] a token is for its queen and its hive only', () => {
  expect(plan({ queenUrl: 'https://queen.example/' }).kept).toBe(KEPT);
  for (const queenUrl of [
    'http://queen.example',
    'https://queen.example:8443',
    'https://queen.example/below',
    'https://other.example',
  ]) {
    expect(plan({ queenUrl })).toMatchObject({ queenUrl, kept: undefined, pin: undefined });
  }
  expect(plan({ hiveId: 'gpu-2' })).toMatchObject({ hiveId: 'gpu-2', kept: undefined, pin: undefined });
  expect(plan({ tokenFile: '/run/token' })).toMatchObject({
    queenUrl: 'http://localhost:7833',
    kept: undefined,
  });
});

test('[A3] an invite that was used already is not used again, another one is', () => {
  expect(plan({}, CODE)).toMatchObject({ join: undefined, pin: PIN, kept: KEPT });
  expect(plan({}, 'another-code-of-an-invite')).toMatchObject({
    join: { code: 'another-code-of-an-invite' },
    hiveId: 'gpu-1',
    pin: 'q'.repeat(43),
    kept: KEPT,
  });
  expect(plan({ hiveId: 'gpu-2' }, CODE)).toMatchObject({ join: { code: CODE }, kept: undefined });
  expect(plan({}, CODE, null)).toMatchObject({ join: { code: CODE }, hiveId: 'box' });
});

test('a setting of the address counts before that of the invite', () => {
  expect(plan({ queenUrl: 'https://10.0.0.1:7833' }, CODE)).toMatchObject({
    queenUrl: 'https://10.0.0.1:7833',
    join: { code: CODE },
    kept: undefined,
  });
});
