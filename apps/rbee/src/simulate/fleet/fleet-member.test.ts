import { expect, test } from 'vitest';
import { Tally } from '../report/index.ts';
import type { Answer, Connection, ConnectionEvents, Transport } from '../transport/index.ts';
import { FleetMember, type MemberOptions } from './fleet-member.ts';
import { RateLimit } from './rate-limit.ts';
import { type FleetShape, SimulatedHive } from './simulated-hive.ts';

interface FakeConnection extends Connection {
  readonly events: ConnectionEvents;
  readonly sent: (number | undefined)[];
  readonly answers: ((answer: Answer) => void)[];
  room: number;
  isClosed: boolean;
}

function fakeTransport(): { transport: Transport; connections: FakeConnection[] } {
  const connections: FakeConnection[] = [];
  const open = (events: ConnectionEvents): FakeConnection => {
    const connection: FakeConnection = {
      events,
      sent: [],
      answers: [],
      room: 4,
      isClosed: false,
      send: ({ seq }) => {
        connection.sent.push(seq);
        return new Promise((resolve) => connection.answers.push(resolve));
      },
      close: () => {
        connection.isClosed = true;
      },
    };
    connections.push(connection);
    return connection;
  };
  return { transport: { open }, connections };
}

function setUp(more: Partial<MemberOptions & FleetShape> = {}) {
  const { transport, connections } = fakeTransport();
  const tally = new Tally();
  const shape: FleetShape = {
    seed: 1,
    hives: 1,
    workers: 1,
    intervalMs: 1_000,
    churn: 0,
    skewMs: 0,
    beganMs: Date.UTC(2025, 9, 29, 14),
    version: '1.2.3',
    ...more,
  };
  const options: MemberOptions = {
    seed: 1,
    transport,
    connects: new RateLimit(1_000),
    tally,
    outOfOrder: 0,
    duplicates: 0,
    random: () => 0.5,
    ...more,
  };
  const member = new FleetMember(new SimulatedHive(shape, 0), 0, options);
  const beats = (from: number, to: number): boolean[] =>
    Array.from({ length: to - from }, (_, at) => member.beat((from + at) * 1_000));
  return { member, connections, tally, beats };
}

test('a hive keeps one connection and numbers its heartbeats', async () => {
  const { connections, beats, tally } = setUp();
  beats(0, 4);
  expect(connections.map(({ sent }) => sent)).toEqual([[0, 1, 2, 3]]);
  for (const answer of connections[0]?.answers ?? []) answer({ kind: 'sent' });
  await Promise.resolve();
  expect(tally.total).toMatchObject({ sent: 4, accepted: 4, heldBack: 0 });
});

test('on request heartbeats are sent after the next one, or twice', () => {
  const late = setUp({ outOfOrder: 1 });
  late.beats(0, 6);
  expect(late.connections[0]?.sent).toEqual([1, 0, 3, 2, 5, 4]);
  const twice = setUp({ duplicates: 1 });
  twice.beats(0, 3);
  expect(twice.connections[0]?.sent).toEqual([0, 0, 1, 1, 2, 2]);
  const some = setUp({ outOfOrder: 0.1, duplicates: 0.1 });
  some.beats(0, 500);
  const sent = (some.connections[0]?.sent ?? []).map(Number);
  expect(sent.length).toBeGreaterThan(520);
  expect(sent.length).toBeLessThan(580);
  expect(sent).not.toEqual(sent.toSorted((a, b) => a - b));
});

test('a heartbeat for which the connection has no room is held back', () => {
  const { connections, beats, tally } = setUp();
  beats(0, 1);
  const [connection] = connections;
  if (connection) connection.room = 0;
  beats(1, 6);
  expect([tally.total.heldBack, connection?.sent]).toEqual([5, [0]]);
});

test('reconnects soon after a connection was lost, then later and later', async () => {
  const { connections, member, tally } = setUp();
  const end = { spreadMs: 1_000, wasOpen: false, reason: 'ECONNREFUSED' };
  member.beat(0);
  connections[0]?.answers[0]?.({ kind: 'lost' });
  await Promise.resolve();
  connections[0]?.events.ended({ ...end, wasOpen: true, reason: 'ECONNRESET' });
  const tries: number[] = [];
  for (let atMs = 10; atMs < 60_000; atMs += 10) {
    const before = connections.length;
    member.beat(atMs);
    if (connections.length === before) continue;
    tries.push(atMs);
    connections.at(-1)?.events.ended(end);
  }
  const waits = tries.map((atMs, at) => atMs - (tries[at - 1] ?? 0));
  expect(waits.slice(0, 4)).toEqual([500, 630, 1_130, 2_130]);
  expect(Math.max(...waits)).toBeLessThan(8_000);
  expect(tally.take().notes.get('ECONNREFUSED')).toBe(tries.length);
  expect(tally.total.failed).toBe(1);
});

test('[L4] waits for Retry-After, but not after a heartbeat that the queen will never accept', async () => {
  const { connections, member, tally } = setUp();
  member.beat(0);
  const [connection] = connections;
  connection?.answers[0]?.({ kind: 'refused', reason: '422 A field is wrong' });
  await Promise.resolve();
  member.beat(1_000);
  connection?.answers[1]?.({ kind: 'retry', reason: '503 Too busy', afterMs: 3_000 });
  await Promise.resolve();
  for (const atMs of [2_000, 3_000, 4_000, 5_000]) member.beat(atMs);
  expect(connection?.sent).toEqual([0, 1, 2]);
  expect(tally.total).toMatchObject({ refused: 2, heldBack: 3 });
});

test('a hive that stops closes its connection, and the next one opens its own', () => {
  const { connections, beats } = setUp({ churn: 1 });
  const up = beats(0, 900);
  expect(up).toContain(false);
  expect(connections.length).toBeGreaterThan(3);
  expect(connections.slice(0, -1).every(({ isClosed }) => isClosed)).toBe(true);
  for (const { sent } of connections) expect(sent).toEqual(sent.map((_, at) => at));
});
