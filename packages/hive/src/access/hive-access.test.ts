import { aNode, aWorker } from '@rbee/contract/builders';
import type { Sample } from '@rbee/monitor';
import { expect, test } from 'vitest';
import { createHive } from '../hive.ts';
import { createLines, createManualClock, FakeAccess, FakeLink, FakeQueen, taken } from '../testing/index.ts';
import type { TokenSource } from './index.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** A hive with the token of a file in memory, and a queen that asks for tokens, by link and by POST. */
function setUp({ link: hasLink = true, ageMs = 0, owner = 'hive-a' } = {}) {
  const clock = createManualClock();
  const access = new FakeAccess();
  const [queen, link] = [new FakeQueen(), new FakeLink()];
  queen.access = access;
  link.access = access;
  const { lines, ...log } = createLines();
  const file = {
    token: access.issue(owner) as string | undefined,
    madeAtMs: clock.now() - ageMs,
    isFull: false,
  };
  const source: TokenSource = {
    read: () => file.token,
    madeAtMs: () => file.madeAtMs,
    keep: (token) => {
      if (file.isFull) throw new Error('the disk is full');
      file.token = token;
      file.madeAtMs = clock.now();
    },
  };
  const sample = (): Sample => ({
    timestamp: new Date(clock.now()).toISOString(),
    workers: [aWorker()],
    node: aNode(),
  });
  const hive = createHive({
    hiveId: 'hive-a',
    queenUrl: 'http://queen:7833',
    version: '0.1.0',
    monitor: { sample },
    token: source,
    fetch: queen.fetch,
    openLink: hasLink ? link.open : null,
    random: () => 0.5,
    clock,
    log,
  });
  const start = async (ms: number): Promise<void> => {
    hive.start();
    await clock.advance(ms);
  };
  return { clock, access, queen, link, lines, file, hive, start };
}

test('[A2] a hive shows its token with each POST, and with the handshake of each link', async () => {
  const posting = setUp({ link: false });
  await posting.start(2_000);
  expect(posting.queen.posts.map(({ token }) => token)).toEqual(Array(3).fill(posting.file.token));
  const linked = setUp();
  await linked.start(2_000);
  expect(linked.link.tokens).toEqual([linked.file.token]);
  expect(linked.queen.posts).toEqual([]);
  expect(posting.hive.stats().sent + linked.hive.stats().sent).toBe(6);
});

test.each([false, true])(
  '[A3] a hive that is answered 401 keeps its outbox, and asks no more often than every 15 s (link: %s)',
  async (hasLink) => {
    const { clock, access, queen, link, lines, file, hive, start } = setUp({ link: hasLink });
    const lost = file.token ?? '';
    access.tokens.clear();
    await start(200_000);
    const attempts = queen.posts.length + link.handshakes.length;
    expect(attempts).toBeGreaterThanOrEqual(7);
    expect(attempts).toBeLessThanOrEqual(14);
    expect(hive.stats()).toMatchObject({ sent: 0, refused: 0, dropped: 0, waiting: 201 });
    expect(lines.filter((it) => it.startsWith('warn'))).toEqual([
      expect.stringContaining('does not accept this hive: its token is not valid (401 Show a valid token)'),
    ]);
    expect(lines.join()).not.toContain(lost);
    file.token = access.issue('hive-a'); // somebody replaces the file
    await clock.advance(100_000);
    expect(hive.stats()).toMatchObject({ dropped: 0, waiting: 0, sent: 301 });
    expect(lines.at(-1)).toMatch(/accepts heartbeats again/);
  },
);

test('[A3] after a link is closed for a token that was revoked, the queen is not asked again and again', async () => {
  const { clock, access, link, queen, start } = setUp();
  await start(5_000);
  access.tokens.clear();
  link.end({ kind: 'closed', code: 1008, reason: '' });
  await clock.advance(60_000);
  expect(link.handshakes.length).toBeLessThanOrEqual(5);
  expect(queen.posts).toEqual([]);
});

test('[A3] a hive with the token of another one says so, and goes on with its own on another link', async () => {
  const { clock, access, link, lines, file, hive, start } = setUp({ owner: 'hive-b' });
  const wrong = file.token;
  const problem = { type: 'about:blank', title: 'T', status: 403, code: 'wrong_hive', detail: 'It is of b.' };
  link.answer = ({ seq }) =>
    link.tokens.at(-1) === wrong ? { type: 'refused', seq, problem } : { type: 'ack', seq };
  await start(1_000);
  expect(lines[0]).toContain('its token belongs to another hive (403 It is of b)');
  file.token = access.issue('hive-a');
  await clock.advance(60_000);
  expect(hive.stats()).toMatchObject({ refused: 0, waiting: 0 });
  expect(link.tokens.at(-1)).toBe(file.token);
});

test.each([false, true])(
  '[A3] a hive that is asked to takes its next token and uses it at once (link: %s)',
  async (hasLink) => {
    const { clock, access, queen, link, lines, file, hive, start } = setUp({ link: hasLink });
    const first = file.token;
    await start(2_000);
    access.rotating.add('hive-a');
    link.answer = ({ seq }) => ({ type: 'ack', seq, ...(link.tokens.at(-1) === first && { rotate: true }) });
    await clock.advance(1_000);
    access.rotating.clear();
    await clock.advance(3_000);
    expect(queen.asked).toEqual(['/v1/access/rotate']);
    expect(file.token).not.toBe(first);
    expect((hasLink ? link.tokens : queen.posts.map(({ token }) => token)).at(-1)).toBe(file.token);
    expect(lines).toContain('info: This hive has a new token.');
    expect(hive.stats()).toMatchObject({ failed: 0, waiting: 0, sent: 7 });
    // The earlier link is closed only after the next one works.
    expect(link.left.slice(0, 1)).toEqual(hasLink ? ['closed'] : []);
  },
);

test('[A3] a queen that goes on asking for a while gets one exchange', async () => {
  const { clock, access, queen, hive, start } = setUp({ link: false });
  await start(1_000);
  access.rotating.add('hive-a');
  await clock.advance(10_000);
  expect(queen.asked).toHaveLength(1);
  await clock.advance(10_000);
  expect(queen.asked).toHaveLength(2);
  expect(hive.stats()).toMatchObject({ failed: 0, waiting: 0 });
});

test('[A3] a next token that cannot be kept is not used, and is not asked for again at once', async () => {
  const { clock, access, queen, file, lines, hive, start } = setUp({ link: false });
  const first = file.token;
  file.isFull = true;
  access.rotating.add('hive-a');
  await start(500_000);
  expect(queen.asked).toHaveLength(1);
  expect(queen.posts.at(-1)?.token).toBe(first);
  expect(lines).toEqual([
    'warn: The token of this hive could not be replaced (the disk is full); the present one is used on.',
  ]);
  file.isFull = false;
  await clock.advance(500_000);
  expect(queen.posts.at(-1)?.token).not.toBe(first);
  expect(hive.stats()).toMatchObject({ refused: 0, waiting: 0 });
});

test('[A3] a token is replaced by itself when it is 30 days old, and not before', async () => {
  const asked = async (days: number): Promise<number> => {
    const { clock, queen, start } = setUp({ link: false, ageMs: days * DAY_MS });
    await start(1_000);
    await clock.advance(60_000);
    return queen.asked.length;
  };
  expect([await asked(0), await asked(29), await asked(33)]).toEqual([0, 0, 1]);
});

test('a hive that stops gives up a rotation that has no answer', async () => {
  const { clock, access, queen, hive, lines, start } = setUp({ link: false });
  access.rotating.add('hive-a');
  queen.reply = () => (queen.asked.length > 0 ? 'hang' : taken());
  await start(0);
  const stopping = hive.stop();
  await clock.advance(1_000);
  await stopping;
  await clock.advance(0);
  expect([clock.pending, queen.open.now, lines]).toEqual([0, 0, []]);
});
