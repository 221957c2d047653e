import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAccess } from '@rbee/access';
import { joinText, readJoinText } from '@rbee/contract/plain';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseCommandLine } from '../command-line/index.ts';
import { systemFiles } from '../credential/index.ts';
import { queenFiles } from '../queen-files.ts';
import { readText } from '../read-text.ts';
import { aMachine } from '../testing/a-machine.ts';
import { type AccessLine, runAccessCommand } from './run-access-command.ts';

const PIN = 'k'.repeat(43);

let data: string;
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'rbee-access-'));
  await (await openAccess({ file: queenFiles(data).database })).close();
  writeFileSync(queenFiles(data).queenAddress, JSON.stringify({ url: 'https://box:7833', pin: PIN }));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const NO_QUEEN: typeof fetch = async () => {
  throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
};

/** Runs a command of access control: its outcome, and what it printed and said. */
async function run(line: string, fetchIt = NO_QUEEN) {
  const args = [...line.split(' '), '--data', data];
  const parsed = parseCommandLine(args, { environment: {}, machine: aMachine(), version: '1', readText });
  const printed: string[] = [];
  const said: string[] = [];
  const outcome = await runAccessCommand(parsed as AccessLine, {
    ...systemFiles,
    fetch: fetchIt,
    print: (it) => void printed.push(it),
    say: (it) => void said.push(it),
  });
  return { ...outcome, printed, said };
}

/** Looks into the files of the queen as the queen does. */
async function asQueen<T>(look: (access: Awaited<ReturnType<typeof openAccess>>) => T): Promise<T> {
  const access = await openAccess({ file: queenFiles(data).database });
  try {
    return look(access);
  } finally {
    await access.close();
  }
}

test('[A2] a token is printed alone, known to the queen, listed without its secret, and revoked', async () => {
  const { code, printed, said } = await run('token create --name prometheus --scope metrics,read --for 90d');
  expect([code, printed.length]).toEqual([0, 1]);
  const [secret = ''] = printed;
  expect(secret).toMatch(/^rbt_[\w-]{43}$/);
  expect(said.join()).not.toContain(secret);
  const known = await asQueen((access) => access.identify({ bearer: secret }, '10.0.0.1'));
  expect(known).toMatchObject({ ok: true, principal: { kind: 'program', name: 'prometheus' } });

  const list = await run('token list --json');
  const { items } = JSON.parse(list.printed.join(''));
  expect(items).toMatchObject([{ name: 'prometheus', scopes: ['read', 'metrics'], created_by: 'machine' }]);
  const table = await run('token list');
  expect(table.printed).toHaveLength(2);
  expect(table.printed[1]).toContain(items[0].token_id);
  expect(table.printed.join() + list.printed.join()).not.toContain(secret);

  expect(await run(`token revoke ${items[0].token_id}`)).toMatchObject({ code: 0, said: [] });
  expect(await asQueen((access) => access.identify({ bearer: secret }, '10.0.0.1'))).toMatchObject({
    ok: false,
  });
  expect((await run('token list')).printed).toEqual(['There are no tokens of programs.']);
  expect(await run(`token revoke ${items[0].token_id}`)).toMatchObject({
    code: 1,
    sentence: expect.stringMatching(/^rbee token revoke: .+\.$/),
  });
});

test('[A3] an invite is for one hive, at the address and with the key of the queen; on another port the key is not', async () => {
  const textOf = async (line: string) => {
    const { printed } = await run(line);
    return readJoinText(printed[0]?.split(' ').at(-1) ?? '');
  };
  expect(await textOf('invite')).toMatchObject({ url: 'https://box:7833', pin: PIN });
  expect(await textOf('invite --queen-url https://queen.example:7833')).toMatchObject({ pin: PIN });
  const proxied = await textOf('invite --queen-url https://queen.example');
  expect(proxied).toEqual({ url: 'https://queen.example', code: expect.any(String) });
  const from = { address: '10.0.0.1', agent: '' };
  const join = () =>
    asQueen(({ hives }) => hives.join({ code: proxied?.code ?? '', hive_id: 'gpu-1' }, from));
  expect(await join()).toMatchObject({ ok: true, value: { hive_id: 'gpu-1' } });
  expect(await join()).toMatchObject({ ok: false, refusal: { code: 'join_refused' } });
});

test('[A3] a code of your own gives the same line each time', async () => {
  const file = join(data, 'code');
  writeFileSync(file, `${'c0de_'.repeat(8)}\n`, { mode: 0o600 });
  const first = await run(`invite --uses 50 --for 7d --code-file ${file}`);
  const again = await run(`invite --uses 50 --for 7d --code-file ${file} --queen-url http://q`);
  expect([first.code, again.code]).toEqual([0, 0]);
  expect(again.said).toEqual([expect.stringContaining('It is for 50 hives, until ')]);
  expect(readJoinText(again.printed[0]?.split(' ').at(-1) ?? '')?.code).toBe('c0de_'.repeat(8));
  expect(await asQueen(({ hives }) => hives.invites().length)).toBe(1);
});

test('[A3] a file that others can read is warned of, and one without a code is refused without showing it', async () => {
  const file = join(data, 'code');
  writeFileSync(file, 'c0de_'.repeat(8), { mode: 0o644 });
  expect((await run(`invite --code-file ${file}`)).said[0]).toBe(
    `Others can read ${file}, which has a secret: chmod 600 ${file}`,
  );
  writeFileSync(file, 'planted');
  const { code, sentence, printed } = await run(`invite --code-file ${file}`);
  expect([code, printed]).toEqual([2, []]);
  expect(sentence).toMatch(/^rbee invite: the file .* must have nothing but the code of an invite/);
  expect(sentence).not.toContain('planted');
});

test('[A3] an address that only this machine reaches is said', async () => {
  writeFileSync(queenFiles(data).queenAddress, '{"url":"http://localhost:7833"}');
  expect((await run('invite')).said[0]).toBe(
    'Only hives of this machine reach http://localhost:7833; give the address for others with --queen-url.',
  );
  rmSync(queenFiles(data).queenAddress);
  expect(await run('invite')).toMatchObject({
    code: 1,
    sentence: expect.stringContaining('name it with --queen-url'),
  });
});

test('[A4] an admin gets a setup address', async () => {
  const reset = await run('admin reset --name ada');
  expect(reset.code).toBe(0);
  expect(reset.printed).toEqual([expect.stringMatching(/^https:\/\/box:7833\/setup#\S+$/)]);
  expect(reset.said).toEqual([expect.stringMatching(/^At this address ada chooses a password\. /)]);
  expect(await asQueen(({ people }) => people.users())).toMatchObject([{ name: 'ada', role: 'admin' }]);
});

test('without the files of a queen each command says where to run it, and makes none', async () => {
  rmSync(data, { recursive: true });
  const lines = ['token list', 'token revoke x', 'admin reset', 'invite --queen-url http://q'];
  for (const line of [...lines, 'token create --name a --scope read']) {
    expect(await run(line)).toMatchObject({
      code: 1,
      sentence: expect.stringMatching(
        /: there is no file \S+\/access\.db, or .* name its folder with --data\.$/,
      ),
    });
  }
  expect(existsSync(data)).toBe(false);
});

/** A queen that answers a request for an invite. */
const answering =
  (body: unknown, status = 200): typeof fetch =>
  async (url, init) => {
    expect(String(url)).toBe('https://q/rbee/v1/access/invites');
    expect(init).toMatchObject({ method: 'POST', redirect: 'manual' });
    expect(new Headers(init?.headers).get('authorization')).toBe(`Bearer ${TOKEN}`);
    return Response.json(body, { status });
  };
const TOKEN = `rbt_${'a'.repeat(43)}`;
const INVITE = {
  invite: {
    ...{ invite_id: 'i', hive_id: 'gpu-1', uses: 1, used: 0, created_at: '2025-10-30T20:15:30Z' },
    ...{ created_by: 'program:ci', expires_at: '2025-10-30T21:15:30Z' },
  },
  join: joinText({ url: 'https://q/rbee', code: 'c'.repeat(43) }),
};

test('[A3] from another machine the queen is asked, with the token of a file', async () => {
  const file = join(data, 'token');
  writeFileSync(file, `${TOKEN}\n`, { mode: 0o600 });
  const line = `invite --hive gpu-1 --queen-url https://q/rbee --token-file ${file}`;
  expect(await run(line, answering(INVITE))).toMatchObject({
    code: 0,
    printed: [`rbee hive --join ${INVITE.join}`],
    said: ['Run this line on the machine of the hive. It is for the hive gpu-1, until 2025-10-30T21:15:30Z.'],
  });
  const problem = {
    type: 'about:blank',
    title: 'no',
    status: 403,
    code: 'forbidden',
    detail: 'It needs operate.',
  };
  for (const [answer, why] of [
    [answering({}, 401), `does not accept the token in ${file}.`],
    [answering(problem, 403), 'refuses: It needs operate.'],
    [answering('hello'), 'answers 200, not as a queen does.'],
    [answering({ ...INVITE, join: 'rbee1.x\u001b[2J' }), 'answers 200, not as a queen does.'],
    [answering({ ...problem, detail: 'a\u001b[2Jb' }, 403), 'refuses: a\ufffd[2Jb'],
    [NO_QUEEN, 'does not answer (ECONNREFUSED).'],
  ] as const)
    expect(await run(line, answer)).toMatchObject({
      code: 1,
      sentence: `rbee invite: the queen at https://q/rbee ${why}`,
    });
});

test('[A2] the token of a hive is no token of a program', async () => {
  const file = join(data, 'token');
  writeFileSync(file, `rbh_${'a'.repeat(43)}`, { mode: 0o600 });
  const { code, sentence } = await run(`invite --token-file ${file}`);
  expect([code, sentence]).toEqual([
    2,
    `rbee invite: the file ${file} must have nothing but an API token: rbt_ and 43 characters. It has the token of a hive.`,
  ]);
});
