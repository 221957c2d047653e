import { inspect } from 'node:util';
import { ROUTES, readJoinText } from '@rbee/contract';
import { aHeartbeat } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aLog, aQueenWithAccounts, PASSWORD, secretIn } from '../../testing/index.ts';

test('[A2] [A4] no secret of a whole run is in the log, and none is in an answer but the one that gives it', async () => {
  const lines: string[] = [];
  const { logger } = aLog([], (parts) => void lines.push(inspect(parts, { depth: null })));
  const { access, admin, browser, caller } = await aQueenWithAccounts({ logger });
  const first = access.setupSecret() ?? '';
  const ada = await admin();
  const made = await ada.post(ROUTES.users, { name: 'bob', role: 'viewer' });
  const bob = browser();
  const setup = secretIn(made.json().setup_path);
  await bob.post(ROUTES.setup, { secret: setup, name: 'bob', password: 'the password of bob' });
  const token = (await ada.post(ROUTES.tokens, { name: 'ci', scopes: ['admin'] })).json().secret;
  const code = readJoinText((await ada.post(ROUTES.invites, { uses: 2 })).json().join)?.code ?? '';
  const joined = (await caller().post(ROUTES.join, { code, hive_id: 'gpu-1' })).json().token;
  const next = (await caller(joined).post(ROUTES.rotate)).json().token;
  const secrets = [first, PASSWORD, setup, 'the password of bob', token, code, joined, next];
  secrets.push(...[ada, bob].map((it) => it.cookies.get('rbee') ?? ''));
  for (const secret of secrets) expect(secret.length).toBeGreaterThan(11);

  // Everything that can fail with a secret in it, and everything that can be read.
  const program = caller(token);
  const stranger = caller();
  for (const secret of secrets) {
    await stranger.post(ROUTES.signIn, { name: secret.slice(0, 64), password: `${secret}!` });
    await stranger.post(ROUTES.signIn, `{"name":"ada","password":"${secret}"`);
    await stranger.post(ROUTES.signIn, { name: 'ada', password: [secret] });
    await stranger.post(ROUTES.setup, { secret, name: 'x', password: secret });
    await stranger.post(ROUTES.join, { code: secret, hive_id: 'gpu-1' });
    await stranger.get(ROUTES.hives, { authorization: `Bearer ${secret}` });
    await stranger.get(ROUTES.hives, { authorization: `Basic ${secret}` });
    await stranger.get(ROUTES.hives, { cookie: `rbee=${secret}` });
  }
  await caller(next).post(ROUTES.heartbeat, aHeartbeat({ hive_id: 'gpu-2' }));
  await caller(next).post(ROUTES.heartbeat, aHeartbeat({ hive_id: 'gpu-1' }));
  for (const url of [
    ROUTES.access,
    ROUTES.users,
    ROUTES.tokens,
    ROUTES.invites,
    ROUTES.hiveTokens,
    ROUTES.metrics,
    ROUTES.info,
    `${ROUTES.sessions}?all=true`,
  ]) {
    expect([url, (await program.get(url)).statusCode]).toEqual([url, 200]);
  }
  const audit = await program.get(ROUTES.audit, { accept: 'application/x-ndjson' });
  expect(audit.body).toContain('token_created');
  const told = [...program.answers, ...stranger.answers].join('\n');
  for (const secret of secrets) {
    expect(lines.join('\n')).not.toContain(secret);
    expect(told).not.toContain(secret);
  }
});
