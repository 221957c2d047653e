import { type AuditEntry, AuditEntrySchema, AuditPageSchema, createCheck, ROUTES } from '@rbee/contract';
import { expect, test } from 'vitest';
import { aQueenWithAccounts, PASSWORD } from '../../testing/index.ts';

test('[A9] the audit log tells who did what, when and from where; failed attempts within a minute are one entry', async () => {
  const { admin, browser } = await aQueenWithAccounts();
  const ada = await admin();
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await browser().post(ROUTES.signIn, { name: 'ada', password: 'a wrong password' });
  }
  await ada.post(ROUTES.tokens, { name: 'ci', scopes: ['read'] });
  const answer = await ada.get(ROUTES.audit);
  expect(createCheck(AuditPageSchema).mismatch(answer.json())).toBeNull();
  const { items } = answer.json() as { items: AuditEntry[] };
  expect(items.find(({ what }) => what === 'token_created')).toMatchObject({
    at: '2025-10-30T20:15:30.000Z',
    who: 'person:ada',
    address: '127.0.0.1',
    result: 'ok',
    count: 1,
  });
  const failed = items.filter(({ result }) => result !== 'ok');
  expect(failed).toMatchObject([{ who: 'stranger', what: 'sign_in', address: '127.0.0.1', count: 3 }]);
});

test('[A9] the audit log comes in pages, the newest entry first, and as NDJSON, the oldest first', async () => {
  const { admin } = await aQueenWithAccounts();
  const ada = await admin();
  for (const name of ['a', 'b', 'c']) await ada.post(ROUTES.tokens, { name, scopes: ['read'] });
  const ids: number[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const url: string = `${ROUTES.audit}?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const { items, next_cursor } = (await ada.get(url)).json();
    expect(items.length).toBeLessThanOrEqual(2);
    ids.push(...items.map((entry: AuditEntry) => entry.entry_id));
    cursor = next_cursor;
  }
  expect(ids.length).toBeGreaterThan(3);
  expect(ids).toEqual(ids.toSorted((a, b) => b - a));

  const lines = await ada.get(ROUTES.audit, { accept: 'application/x-ndjson' });
  expect(lines.headers['content-type']).toBe('application/x-ndjson');
  expect(lines.headers['cache-control']).toContain('no-store');
  const entries = lines.body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  const check = createCheck(AuditEntrySchema);
  expect(entries.map((entry) => check.mismatch(entry))).toEqual(entries.map(() => null));
  expect(entries.map((entry) => (entry as AuditEntry).entry_id)).toEqual(ids.toReversed());
});

test.each([
  undefined,
  '*/*',
  'text/html, */*;q=0.8',
  'application/json, application/x-ndjson',
  'application/x-ndjson;q=0',
])('[A9] for Accept: %s the audit log is a page', async (accept) => {
  const { admin } = await aQueenWithAccounts();
  const answer = await (await admin()).get(ROUTES.audit, accept === undefined ? {} : { accept });
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
});

test.each(['limit=0', 'limit=1001', 'limit=x', 'limit=1&limit=2', 'cursor=x', 'cursor=-1'])(
  '[A9] audit?%s is a bad request',
  async (query) => {
    const { admin } = await aQueenWithAccounts();
    const answer = await (await admin()).get(`${ROUTES.audit}?${query}`);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'bad_request']);
  },
);

test('[A9] signing in, setting up and joining are in the audit log with who did it', async () => {
  const { admin, browser, caller } = await aQueenWithAccounts();
  const ada = await admin();
  await browser().post(ROUTES.signIn, { name: 'ada', password: PASSWORD });
  await caller().post(ROUTES.join, { code: 'u'.repeat(43), hive_id: 'gpu-1' });
  const { items } = (await ada.get(ROUTES.audit)).json() as { items: AuditEntry[] };
  const short = items.map(({ who, what, result }) => [who, what, result === 'ok']);
  expect(short).toContainEqual(['person:ada', 'sign_in', true]);
  expect(short).toContainEqual(['stranger', 'hive_joined', false]);
});
