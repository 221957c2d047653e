import { aNode, aWorker } from '@rbee/contract/builders';
import type { Sample } from '@rbee/monitor';
import { expect, test } from 'vitest';
import { createHive } from './hive.ts';
import { createLines, createManualClock, FakeLink, type LinkFrame } from './testing/index.ts';

const problem = (status: number, code: string) => ({
  type: 'about:blank',
  title: 'T',
  status,
  code,
  detail: 'No.',
});
const accept = ({ seq }: LinkFrame): object => ({ type: 'ack', seq, accepts: ['changes'] });

function setUp() {
  const clock = createManualClock();
  const link = new FakeLink();
  const { lines, ...log } = createLines();
  const workers = [aWorker()];
  const sample = (): Sample => ({
    timestamp: new Date(clock.now()).toISOString(),
    workers: [...workers],
    node: aNode(),
  });
  const hive = createHive({
    hiveId: 'hive-a',
    queenUrl: 'http://queen:7833',
    version: '0.1.0',
    monitor: { sample },
    log,
    openLink: link.open,
    clock,
    random: () => 0.5,
  });
  link.answer = accept;
  return { clock, link, lines, workers, hive };
}

/** Each frame in short: its number, and what it builds on or `whole`. */
const inShort = (frames: readonly LinkFrame[]) =>
  frames.map(({ type, seq, since, backfill }) => [
    seq,
    type === 'changes' ? since : backfill ? 'backfill' : 'whole',
  ]);

test('[L5] the first heartbeat of a link goes whole, those after its ack as changes', async () => {
  const { clock, link, hive } = setUp();
  hive.start();
  await clock.advance(2_500);
  link.end({ kind: 'failed', reason: 'ECONNRESET' });
  await clock.advance(2_500);
  expect(inShort(link.frames)).toEqual([
    [0, 'whole'],
    [1, 0],
    [2, 1],
    [3, 'whole'],
    [4, 3],
    [5, 4],
  ]);
  expect(hive.stats()).toMatchObject({ sent: 6, refused: 0, waiting: 0 });
});

test('[L5] a queen that does not say that it accepts changes gets whole heartbeats', async () => {
  const { clock, link, hive } = setUp();
  link.answer = ({ seq }) => ({ type: 'ack', seq });
  hive.start();
  await clock.advance(3_000);
  expect(inShort(link.frames).map(([, kind]) => kind)).toEqual(['whole', 'whole', 'whole', 'whole']);
});

test('[L5] a machine with another worker sends one whole heartbeat and then changes', async () => {
  const { clock, link, workers, hive } = setUp();
  hive.start();
  await clock.advance(1_500);
  workers.push(aWorker({ instance: '8081' }));
  await clock.advance(2_000);
  expect(inShort(link.frames)).toEqual([
    [0, 'whole'],
    [1, 0],
    [2, 'whole'],
    [3, 2],
  ]);
});

test('[L5] backfill is whole, and changes do not build on it', async () => {
  const { clock, link, hive } = setUp();
  link.handshake = () => ({ kind: 'failed', reason: 'ECONNREFUSED' });
  hive.start();
  await clock.advance(2_000);
  link.handshake = () => 'open';
  await clock.advance(4_000);
  const [first, ...rest] = inShort(link.frames);
  const present = rest.filter(([, kind]) => kind !== 'backfill');
  expect(first?.[1]).toBe('whole');
  expect(rest.length).toBeGreaterThan(present.length);
  expect(present.map(([seq, since]) => Number(seq) - Number(since))).toEqual(present.map(() => 1));
  expect(hive.stats()).toMatchObject({ waiting: 0, sent: hive.stats().samples });
});

test('[L7] changes whose base is unknown are sent again at once, whole, with those that build on them', async () => {
  const { clock, link, lines, hive } = setUp();
  hive.start();
  await clock.advance(500);
  link.answer = () => undefined;
  await clock.advance(2_000);
  link.answer = accept;
  for (const seq of [1, 2]) link.send({ type: 'refused', seq, problem: problem(409, 'unknown_base') });
  await clock.advance(1_000);
  expect(inShort(link.frames)).toEqual([
    [0, 'whole'],
    [1, 0],
    [2, 1],
    [1, 'whole'],
    [2, 'whole'],
    [3, 2],
  ]);
  expect(hive.stats()).toMatchObject({ sent: 4, refused: 0, failed: 0, waiting: 0 });
  expect(lines).toEqual([]);
});

test('[L1] an ack of what was sent before a resent heartbeat does not cover it', async () => {
  const { clock, link, hive } = setUp();
  hive.start();
  await clock.advance(500);
  link.answer = () => undefined;
  await clock.advance(2_000);
  link.send({ type: 'refused', seq: 1, problem: problem(409, 'unknown_base') });
  link.send({ type: 'ack', seq: 2 });
  await clock.advance(0);
  expect(hive.stats().sent).toBe(2);
  link.send({ type: 'ack', seq: 1 });
  await clock.advance(0);
  expect(hive.stats().sent).toBe(3);
});

test('[L7] a whole heartbeat that is refused with `unknown_base` is not sent in a loop', async () => {
  const { clock, link, hive } = setUp();
  link.answer = ({ seq }) => ({ type: 'refused', seq, problem: problem(409, 'unknown_base') });
  hive.start();
  await clock.advance(10_000);
  expect(link.frames.length).toBeLessThan(10);
  expect(hive.stats()).toMatchObject({ sent: 0, refused: 0 });
});

test('[L7] changes that the queen finds wrong are dropped, and the next heartbeat is whole', async () => {
  const { clock, link, hive } = setUp();
  link.answer = (frame) =>
    frame.seq === 1 ? { type: 'refused', seq: 1, problem: problem(422, 'wrong_shape') } : accept(frame);
  hive.start();
  await clock.advance(3_000);
  expect(inShort(link.frames)).toEqual([
    [0, 'whole'],
    [1, 0],
    [2, 'whole'],
    [3, 2],
  ]);
  expect(hive.stats()).toMatchObject({ sent: 3, refused: 1 });
});

test('[L6] changes go on after an overloaded queen refused some', async () => {
  const { clock, link, hive } = setUp();
  let overloaded = true;
  link.answer = (frame) => {
    if (frame.seq !== 1 || !overloaded) return accept(frame);
    overloaded = false;
    return { type: 'refused', seq: 1, problem: problem(503, 'overloaded') };
  };
  hive.start();
  await clock.advance(4_000);
  expect(inShort(link.frames).filter(([, kind]) => kind === 'whole')).toEqual([[0, 'whole']]);
  expect(hive.stats()).toMatchObject({ refused: 0, waiting: 0, sent: hive.stats().samples });
});
