import { expect, test } from 'vitest';
import type { Channel, ChannelEvents, Door } from '../channel/index.ts';
import { createTally } from '../report/index.ts';
import { createSheets, Pen } from '../text/index.ts';
import { createPace } from './pace.ts';
import { Seat, type SeatShared } from './seat.ts';
import { type FleetShape, SimulatedHive } from './simulated-hive.ts';

interface FakeChannel extends Channel {
  readonly events: ChannelEvents;
  readonly sent: number[];
  readonly ended: string[];
  room: number;
  waitingSinceMs: number | undefined;
}

function setUp(more: Partial<SeatShared & FleetShape> = {}) {
  const channels: FakeChannel[] = [];
  const door: Door = {
    ...{ kind: 'post', answerMs: 5_000, opening: Buffer.from('{'), headBytes: 0, seal: () => {} },
    open: (events) => {
      const channel: FakeChannel = {
        ...{ events, sent: [], ended: [], room: 4, waitingSinceMs: undefined },
        send: (frame, seq) => {
          expect(JSON.parse(frame.toString())).toMatchObject({ seq });
          channel.sent.push(seq);
        },
        close: () => channel.ended.push('close'),
        cut: (why) => {
          channel.ended.push(why);
          events.over({ lost: 1, reason: why, wasOpen: true });
        },
      };
      channels.push(channel);
      return channel;
    },
  };
  const tally = createTally();
  const shape: FleetShape = {
    ...{ seed: 1, hives: 1, workers: 1, intervalMs: 1_000, churn: 0, skewMs: 0 },
    ...{ beganMs: Date.UTC(2025, 9, 29, 14), version: '1.2.3', ...more },
  };
  const shared: SeatShared = {
    ...{
      seed: 1,
      door: () => door,
      unlinked: () => {},
      pen: new Pen(),
      sheets: createSheets(),
      pace: createPace(1_000),
      tally,
    },
    ...{ outOfOrder: 0, duplicates: 0, random: () => 0.5, ...more },
  };
  const seat = new Seat(new SimulatedHive(shape, 0), 0, shared);
  const beats = (from: number, to: number): boolean[] =>
    Array.from({ length: to - from }, (_, at) => seat.beat((from + at) * 1_000));
  return { seat, channels, tally, beats };
}

test('a hive keeps one connection and numbers what it sends', () => {
  const { channels, beats, tally } = setUp();
  beats(0, 4);
  expect(channels.map(({ sent }) => sent)).toEqual([[0, 1, 2, 3]]);
  expect(tally.total).toMatchObject({ sent: 4, heldBack: 0 });
});

test('on request heartbeats come after the next one, or twice', () => {
  const late = setUp({ outOfOrder: 1 });
  late.beats(0, 6);
  expect(late.channels[0]?.sent).toEqual([1, 0, 3, 2, 5, 4]);
  const twice = setUp({ duplicates: 1 });
  twice.beats(0, 3);
  expect(twice.channels[0]?.sent).toEqual([0, 0, 1, 1, 2, 2]);
  const some = setUp({ outOfOrder: 0.1, duplicates: 0.1 });
  some.beats(0, 500);
  const sent = some.channels[0]?.sent ?? [];
  expect(sent.length).toBeGreaterThan(520);
  expect(sent.length).toBeLessThan(580);
  expect(sent).not.toEqual(sent.toSorted((a, b) => a - b));
});

test('what the connection has no room for is held back, and an answer that is owed too long ends it', () => {
  const { channels, beats, tally } = setUp();
  beats(0, 1);
  const [channel] = channels;
  if (channel) Object.assign(channel, { room: 0, waitingSinceMs: 0 });
  beats(1, 6);
  expect([tally.total.heldBack, channel?.ended]).toEqual([5, []]);
  beats(6, 7);
  expect([tally.total.failed, channel?.ended]).toEqual([1, ['no answer within 5 s']]);
  beats(7, 8);
  expect(channels).toHaveLength(2);
});

test('a lost connection is made again after a moment, then later and later', () => {
  const { channels, seat, tally } = setUp();
  seat.beat(0);
  channels[0]?.events.over({ lost: 1, reason: 'ECONNRESET', wasOpen: true });
  const tries: number[] = [];
  for (let atMs = 10; atMs < 60_000; atMs += 10) {
    const before = channels.length;
    seat.beat(atMs);
    if (channels.length === before) continue;
    tries.push(atMs);
    channels.at(-1)?.events.over({ lost: 1, reason: 'ECONNREFUSED', wasOpen: false });
  }
  const waits = tries.map((atMs, at) => atMs - (tries[at - 1] ?? 0));
  expect(waits.slice(0, 4)).toEqual([500, 630, 1_130, 2_130]);
  expect(Math.max(...waits)).toBeLessThan(8_000);
  expect(tally.take().notes.get('ECONNREFUSED')).toBe(tries.length);
});

test('[L4] waits for Retry-After, but not after an unreadable heartbeat', () => {
  const { channels, seat, tally } = setUp();
  seat.beat(0);
  const events = channels[0]?.events;
  events?.refused({ status: 422, detail: 'A field is wrong.' });
  seat.beat(1_000);
  events?.refused({ status: 503, detail: 'Too busy.', afterMs: 3_000 });
  for (const atMs of [2_000, 3_000, 4_000, 5_000]) seat.beat(atMs);
  expect(channels[0]?.sent).toEqual([0, 1, 2]);
  expect(tally.total).toMatchObject({ refused: 2, heldBack: 3 });
});

test('a hive that goes says goodbye, and the next one has a connection of its own', () => {
  const { channels, beats } = setUp({ churn: 1 });
  const up = beats(0, 900);
  expect(up).toContain(false);
  expect(channels.length).toBeGreaterThan(3);
  expect(channels.slice(0, -1).every(({ ended }) => ended[0] === 'close')).toBe(true);
  for (const { sent } of channels) expect(sent).toEqual(sent.map((_, at) => at));
});
