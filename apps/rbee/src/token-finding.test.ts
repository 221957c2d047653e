import type { AccessState } from '@rbee/contract';
import { expect, test } from 'vitest';
import { tokenFinding } from './token-finding.ts';

const TOKEN = `rbh_${'t'.repeat(43)}`;
const STATE: AccessState = {
  control: true,
  reachable: true,
  needs_setup: false,
  passkeys: false,
  providers: [],
  me: null,
};
const me = (name: string): AccessState => ({ ...STATE, me: { kind: 'hive', name, scopes: ['heartbeat'] } });
const refusal = { code: 'unauthenticated', detail: 'No.' };

const found = (token: string | undefined, openMode: string | null = null) => ({
  ...{ kind: 'found' as const, queenUrl: 'http://queen:7833/below', hiveId: 'gpu-1', pin: undefined },
  ...{ token, path: '/data/hive-token.json', openMode },
});

async function finding(it: Parameters<typeof tokenFinding>[0], answer: Response | Error): Promise<string> {
  const asked: unknown[] = [];
  const { state, detail } = await tokenFinding(it, async (url, { headers, redirect }) => {
    asked.push([url.href, headers['authorization'], redirect]);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const shown = it.kind === 'found' && it.token !== undefined ? `Bearer ${TOKEN}` : undefined;
  if (it.kind === 'found') expect(asked).toEqual([['http://queen:7833/below/v1/access', shown, 'manual']]);
  expect(detail).not.toContain(TOKEN);
  return `${state}: ${detail}`;
}

const INVITE = 'run `rbee invite` on the machine of the queen, and start the hive with what it prints.';
const away = new Error('ECONNREFUSED');

test.each([
  [
    found(undefined),
    Response.json({ ...STATE, control: false }),
    'ok: None is needed: the queen has no access control.',
  ],
  [
    found(TOKEN),
    Response.json({ code: 'not_found', detail: 'An older queen.' }, { status: 404 }),
    'ok: None is needed: the queen has no access control.',
  ],
  [
    found(undefined),
    Response.json(STATE),
    `no: None, and the queen accepts no heartbeat without one; ${INVITE}`,
  ],
  [found(undefined), away, 'ok: None; whether one is needed could not be asked.'],
  [found(TOKEN), Response.json(me('gpu-1')), 'ok: The queen accepts the one in /data/hive-token.json.'],
  [
    found(TOKEN, '644'),
    Response.json(me('gpu-1')),
    'partly: The queen accepts the one in /data/hive-token.json. Other users can read it (mode 644): run chmod 600 /data/hive-token.json.',
  ],
  [
    found(TOKEN),
    Response.json(me('gpu-2')),
    `no: The one in /data/hive-token.json is of the hive gpu-2, and this is gpu-1; ${INVITE}`,
  ],
  [
    found(TOKEN),
    Response.json(STATE),
    `no: The queen does not accept the one in /data/hive-token.json; ${INVITE}`,
  ],
  [
    found(TOKEN),
    Response.json(refusal, { status: 401 }),
    `no: The queen does not accept the one in /data/hive-token.json; ${INVITE}`,
  ],
  [found(TOKEN), away, 'partly: /data/hive-token.json has one; whether it is accepted could not be asked.'],
  [
    found(TOKEN),
    new Response('<html>'),
    'partly: /data/hive-token.json has one; whether it is accepted could not be asked.',
  ],
  [
    { ...found(TOKEN), kind: 'wrong' as const, sentence: 'the token file x is damaged' },
    away,
    'no: the token file x is damaged.',
  ],
])('[A3] the finding about the token says what the queen says of it: %#', async (it, answer, expected) => {
  expect(await finding(it, answer)).toBe(expected);
});
