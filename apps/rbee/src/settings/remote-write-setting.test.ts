import { expect, test } from 'vitest';
import { checkConfig } from '../config-file.ts';
import { aMachine } from '../testing/a-machine.ts';
import { remoteWrite } from './remote-write-setting.ts';
import { fileSettings } from './tables.ts';

const ADDRESS = 'http://store:9090/api/v1/write';
const settings = fileSettings(aMachine());

/** The targets of a config file, or what is wrong with it. */
function fromFile(targets: unknown): unknown {
  const checked = checkConfig(JSON.stringify({ queen: { remote_write: targets } }), settings);
  if (checked.kind === 'wrong') return checked.complaint;
  const reading = remoteWrite.read(checked.texts.get('queen.remote_write') ?? []);
  return reading.kind === 'value' ? reading.value : reading;
}

const PLAIN = { url: ADDRESS, intervalMs: 15_000, series: 'means', labels: {}, headers: {} };

test('[P9] an address is a target with the defaults, whose name is its host', () => {
  expect(remoteWrite.read([ADDRESS, 'https://other/'])).toMatchObject({
    value: [{ ...PLAIN, name: 'store:9090' }, { name: 'other' }],
  });
  expect(fromFile([{ url: ADDRESS }, { url: ADDRESS }])).toEqual([
    { ...PLAIN, name: 'store:9090' },
    { ...PLAIN, name: 'store:9090-2' },
  ]);
});

test('[P9] a config file can say everything of a target', () => {
  const target = {
    ...{ url: ADDRESS, name: 'mimir', interval: '30s', series: 'means', labels: { Site: 'lab' } },
    ...{ headers: { 'X-Scope-OrgID': 'team' }, headers_file: '/h', username: 'me', password_file: 'p' },
  };
  expect(
    fromFile([target, { url: ADDRESS, series: 'raw', interval: '1s', bearer_token_file: '/t' }]),
  ).toEqual([
    {
      ...{ url: ADDRESS, name: 'mimir', intervalMs: 30_000, series: 'means', labels: { Site: 'lab' } },
      ...{ headers: { 'x-scope-orgid': 'team' }, headersFile: '/h', username: 'me', passwordFile: 'p' },
    },
    { ...PLAIN, name: 'store:9090', series: 'raw', intervalMs: 1_000, bearerTokenFile: '/t' },
  ]);
});

const ADDRESS_EXPECTED =
  'must be an http or https address without a user, such as http://prometheus:9090/api/v1/write';

test.each([
  [true, 'queen.remote_write must be a list of objects, not true'],
  [[ADDRESS], 'queen.remote_write must be a list of objects, not a list'],
  [[{}], 'queen.remote_write[0] must have a url'],
  [[{ url: 'ftp://x/' }], `queen.remote_write[0].url ${ADDRESS_EXPECTED}`],
  [[{ url: 'http://me:planted@x/' }], `queen.remote_write[0].url ${ADDRESS_EXPECTED}`],
  [[{ url: 7 }], `queen.remote_write[0].url ${ADDRESS_EXPECTED}`],
  [
    [{ url: ADDRESS, intervall: '1s' }],
    'queen.remote_write[0] has the unknown key "intervall" (did you mean "interval"?)',
  ],
  [
    [{ url: ADDRESS }, { url: ADDRESS, interval: '6m' }],
    'queen.remote_write[1].interval must be a duration from 1s to 5m, such as 15s',
  ],
  [[{ url: ADDRESS, series: 'all' }], 'queen.remote_write[0].series must be one of means, raw'],
  [
    [{ url: ADDRESS, series: 'raw', interval: '30s' }],
    'queen.remote_write[0].interval must be at most 15s with raw series',
  ],
  [[{ url: ADDRESS, labels: ['a'] }], 'queen.remote_write[0].labels must be an object with names and texts'],
  [
    [{ url: ADDRESS, labels: { 'a-b': 'c' } }],
    'queen.remote_write[0].labels: "a-b" is not a name that a label can have',
  ],
  [
    [{ url: ADDRESS, labels: { __x: 'c' } }],
    'queen.remote_write[0].labels: "__x" is not a name that a label can have',
  ],
  [
    [{ url: ADDRESS, labels: { instance: 'c' } }],
    'queen.remote_write[0].labels: "instance" is a label that rbee sets itself',
  ],
  [[{ url: ADDRESS, labels: { a: 1 } }], 'queen.remote_write[0].labels: "a" must have a text'],
  [
    [{ url: ADDRESS, headers: { Authorization: 'planted' } }],
    'queen.remote_write[0].headers: "Authorization" is a secret: put it into a file and name that as headers_file',
  ],
  [
    [{ url: ADDRESS, headers: { Host: 'x' } }],
    'queen.remote_write[0].headers: "Host" is not a header that can be set',
  ],
  [
    [{ url: ADDRESS, username: 'me' }],
    'queen.remote_write[0] must have both username and password_file, or neither',
  ],
  [
    [{ url: ADDRESS, username: 'me', password_file: 'p', bearer_token_file: 't' }],
    'queen.remote_write[0] must have either a user or a bearer_token_file',
  ],
  [Array.from({ length: 9 }, () => ({ url: ADDRESS })), 'queen.remote_write may have at most 8 targets'],
])('%j is refused in one sentence', (targets, sentence) => {
  expect(fromFile(targets)).toBe(sentence);
});

test.each(['store:9090', '{', 'http://me:planted@store/'])('the flag %s is refused', (text) => {
  expect(remoteWrite.read([text])).toMatchObject({ kind: 'wrong', complaint: ` ${ADDRESS_EXPECTED}` });
});
