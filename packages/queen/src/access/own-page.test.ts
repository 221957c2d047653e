import type { IncomingMessage } from 'node:http';
import { type Principal, ROLE_SCOPES } from '@rbee/access';
import { expect, test } from 'vitest';
import { ownPageRefusal } from './own-page.ts';

const scopes = ROLE_SCOPES.admin;
const PRINCIPALS: Readonly<Record<string, Principal | undefined>> = {
  person: { kind: 'person', key: 'a', name: 'ada', userId: '1', sessionId: '2', role: 'admin', scopes },
  program: { kind: 'program', key: 'b', name: 'ci', tokenId: '3', scopes },
  hive: { kind: 'hive', key: 'c', hiveId: 'gpu-1', generation: '', rotate: false },
  stranger: undefined,
};
const OWN = 'http://queen.local';

test.each([
  ['person', 'POST', { origin: OWN, 'sec-fetch-site': 'same-origin' }, true],
  ['person', 'POST', { origin: OWN }, true],
  ['person', 'DELETE', { 'sec-fetch-site': 'same-origin' }, true],
  ['person', 'POST', { origin: OWN, 'sec-fetch-site': 'same-site' }, false],
  ['person', 'PATCH', { 'sec-fetch-site': 'cross-site' }, false],
  ['person', 'POST', { 'sec-fetch-site': 'none' }, false],
  ['person', 'POST', {}, false],
  ['person', 'GET', {}, true],
  ['person', 'HEAD', { 'sec-fetch-site': 'cross-site' }, true],
  ['stranger', 'POST', {}, true],
  ['stranger', 'POST', { origin: OWN }, true],
  ['stranger', 'POST', { 'sec-fetch-site': 'cross-site' }, false],
  ['program', 'POST', {}, true],
  ['program', 'POST', { 'sec-fetch-site': 'cross-site' }, true],
  ['hive', 'POST', {}, true],
])('[A6] a %s may send %s with %j: %s', (who, method, headers, may) => {
  const refusal = ownPageRefusal({ method, headers } as IncomingMessage, PRINCIPALS[who]);
  expect(refusal?.code).toBe(may ? undefined : 'origin_not_allowed');
});
