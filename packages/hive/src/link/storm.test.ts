import { aNode } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { createHive } from '../hive.ts';
import { createLines, createManualClock, FakeLink, randomFrom } from '../testing/index.ts';
import type { LinkEnd } from './link-end.ts';

const HIVES = 200;

/** Hives that sample at the same moments, with their links and the times of all handshakes; `ack` goes into every ack. */
async function aFleet(ack: { readonly retry_ms?: number } = {}) {
  const clock = createManualClock();
  const times: number[] = [];
  const { lines: _, ...log } = createLines();
  const random = randomFrom(42);
  const sample = () => ({ timestamp: '2025-10-30T20:15:30Z', workers: [], node: aNode() });
  const links: FakeLink[] = [];
  const hives = Array.from({ length: HIVES }, (_, index) => {
    const link = new FakeLink();
    link.answer = ({ seq }) => ({ type: 'ack', seq, ...ack });
    links.push(link);
    const open: FakeLink['open'] = (...handshake) => {
      times.push(clock.monotonic());
      return link.open(...handshake);
    };
    const edges = { monitor: { sample }, log, openLink: open, clock, random };
    return createHive({ hiveId: `hive-${index}`, queenUrl: 'http://queen', version: '1', ...edges });
  });
  for (const hive of hives) hive.start();
  await clock.advance(5_500);
  times.length = 0;
  return { clock, links, hives, times };
}

/** Most handshakes in any second. */
const peak = (times: readonly number[]): number =>
  Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + 1_000).length));

const killed: LinkEnd = { kind: 'failed', reason: 'ECONNRESET' };
const restarts: LinkEnd = { kind: 'closed', code: 1012, reason: '' };

test('[L4] when the queen of 200 hives is killed, their attempts stay spread out, and all reconnect when it is back', async () => {
  const { clock, links, hives, times } = await aFleet();
  for (const link of links) {
    link.handshake = () => ({ kind: 'failed', reason: 'ECONNREFUSED' });
    link.end(killed);
  }
  await clock.advance(20_000);
  expect(peak(times)).toBeLessThan(2.2 * HIVES);
  const before = times.length;
  await clock.advance(30_000);
  expect((times.length - before) / 30).toBeLessThan(HIVES / 5);
  for (const link of links) link.handshake = () => 'open';
  times.length = 0;
  await clock.advance(60_000);
  expect(times).toHaveLength(HIVES);
  expect(peak(times)).toBeLessThan(HIVES / 4);
  expect(hives.map((hive) => hive.stats())).toEqual(
    hives.map((hive) => ({
      ...hive.stats(),
      waiting: 0,
      dropped: 0,
      refused: 0,
      sent: hive.stats().samples,
    })),
  );
});

test.each([
  ['its links were cut', 0, killed],
  ['its queen restarted in two seconds', 2_000, restarts],
  ['its queen was away for a minute', 60_000, killed],
])('[L4] a fleet with a retry_ms of a second is back within 1.5 s after %s', async (_what, awayMs, end) => {
  const { clock, links, times } = await aFleet({ retry_ms: 1_000 });
  for (const link of links) {
    if (awayMs > 0) link.handshake = () => ({ kind: 'failed', reason: 'ECONNREFUSED' });
    link.end(end);
  }
  await clock.advance(awayMs);
  expect(times.length).toBeLessThan(HIVES * (1 + awayMs / 750));
  const frames = () => links.filter(({ frames }) => frames.length > 0).length;
  for (const link of links) {
    link.handshake = () => 'open';
    link.frames.length = 0;
  }
  await clock.advance(800);
  expect(frames()).toBeGreaterThan(HIVES / 2);
  await clock.advance(700);
  expect(frames()).toBe(HIVES);
});

test('[L4] after an announced restart (1012) the hives reconnect over three seconds', async () => {
  const { clock, links, times } = await aFleet();
  for (const link of links) link.end(restarts);
  await clock.advance(5_000);
  expect(times).toHaveLength(HIVES);
  // All sample at the same moment: those whose wait is over by then come together, half a second later.
  expect(peak(times)).toBeLessThan(0.6 * HIVES);
});

test('[L2] every sample of an outage is delivered later', async () => {
  const { clock, links, hives } = await aFleet();
  for (const link of links) link.answer = () => undefined;
  await clock.advance(2_000);
  for (const link of links) {
    link.handshake = () => ({ kind: 'failed', reason: 'ECONNREFUSED' });
    link.end(killed);
  }
  await clock.advance(30_000);
  for (const link of links) {
    link.handshake = () => 'open';
    link.answer = ({ seq }) => ({ type: 'ack', seq });
  }
  await clock.advance(60_000);
  for (const [index, hive] of hives.entries()) {
    const seqs = new Set(links[index]?.frames.map(({ seq }) => seq));
    expect(seqs.size).toBe(hive.stats().samples);
  }
});
