import { expect, test } from 'vitest';
import { linesOn, summary } from './sentences.ts';
import { Tally } from './tally.ts';

const standing = { up: 100, connected: 99 };

test('a quiet stretch is one line of figures a second', () => {
  const tally = new Tally();
  tally.add('sent', 501);
  tally.add('accepted', 500);
  tally.lag(12.4);
  expect(linesOn(tally.take(), 5, standing)).toEqual([
    '100 hives up, 99 connected  sent 100/s  accepted 100/s  refused 0/s  failed 0/s  loop lag 12 ms',
  ]);
  expect(linesOn(tally.take(), 5, standing)[0]).toContain('sent 0/s');
});

test('reports the most frequent reasons first, and when the simulator is the bottleneck', () => {
  const tally = new Tally();
  for (let n = 0; n < 3; n += 1) tally.note('503 The queen is too busy');
  tally.note('ECONNRESET');
  tally.add('heldBack', 7);
  tally.add('skipped', 40);
  tally.lag(240);
  const lines = linesOn(tally.take(), 5, standing);
  expect(lines[0]).toContain('held back 1.4/s');
  expect(lines.slice(1)).toEqual([
    '  3 times: 503 The queen is too busy',
    '  1 times: ECONNRESET',
    '  The simulator itself is the bottleneck: its event loop was late by 240 ms, and it skipped 40 heartbeats because it was too late to send them. Reduce the load, or give the simulator its own core.',
  ]);
});

test('the summary has the totals', () => {
  const tally = new Tally();
  tally.add('sent', 10);
  tally.add('accepted', 9);
  tally.add('failed');
  tally.take();
  tally.lag(3);
  expect(summary(tally.total, 20.2, tally.worstLagMs)).toBe(
    'In 20 s: 10 sent, 9 accepted, 0 refused, 1 failed, loop lag at most 3 ms.',
  );
});

test('the number of distinct notes is limited', () => {
  const tally = new Tally();
  for (let n = 0; n < 1_000; n += 1) tally.note(`reason ${n}`);
  expect(tally.take().notes.size).toBeLessThan(30);
});
