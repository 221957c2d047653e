import { aHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { decodeWhole, type Sample } from '../sample/index.ts';
import { aHub, FakeSink, heapGrowth, wish } from '../testing/index.ts';
import type { ReceivedSample } from './encoded-sample.ts';
import { EncodedSample } from './encoded-sample.ts';

const ROUNDS = 40;
const HIVES = 25;

type Round = (round: number, hive: number) => object;

const KINDS: Record<string, Round> = {
  'eight workers': (round, hive) => ({
    node: aNode(),
    workers: Array.from({ length: 8 }, (_, n) =>
      aWorker({ instance: `${n}`, cpu_pct: round / 7 + n + hive }),
    ),
  }),
  'no workers': () => ({ workers: [] }),
  'long names': (_round, hive) => ({
    workers: Array.from({ length: 8 }, (_, n) =>
      aWorker({ instance: `${n}`, model: `${hive}`.padEnd(400, 'x') }),
    ),
  }),
  'names that change': (round, hive) => ({
    workers: Array.from({ length: 8 }, (_, n) =>
      aWorker({ instance: `${n}`, model: `${round}-${hive}`.padEnd(400, 'x') }),
    ),
  }),
};

/** The last sample of each hive: the queen decodes each sample with the one before, so that they share equal texts. */
const last = new Map<number, Sample>();

const publish = ({ hub }: ReturnType<typeof aHub>, seq: number, hive: number, more: object): void => {
  const body = JSON.stringify(aHeartbeat({ hive_id: `hive-${hive}`, boot_id: 'b', seq, ...more }));
  const decoded = decodeWhole(JSON.parse(body), last.get(hive));
  if (!decoded.ok) throw new Error(decoded.refusal.detail);
  last.set(hive, decoded.sample);
  const received: ReceivedSample = {
    sample: decoded.sample,
    received: { at: seq, monotonic: seq },
    clockSkewMs: 0,
    via: null,
    conflicting: 0,
  };
  hub.publishTelemetry(new EncodedSample(received, 'healthy'));
};

const fill = (fleet: ReturnType<typeof aHub>, kind: Round, from: number, rounds: number): void => {
  for (let round = from; round < from + rounds; round += 1) {
    for (let hive = 0; hive < HIVES; hive += 1) publish(fleet, round, hive, kind(round, hive));
  }
};

const RING = { ringBytes: 1e9, watcherBufferBytes: 1e9, totalBufferBytes: 1e9 };

const expectCounted = (counted: number, held: number): void => {
  expect(counted / held).toBeGreaterThan(0.7);
  expect(counted / held).toBeLessThan(2);
};

/**
 * Compares in three turns what the ring counts and what the heap holds, and takes the middle one: what an earlier test left
 * behind can be freed during one of them.
 */
const expectCountedInTurns = (fleet: ReturnType<typeof aHub>, kind: Round): void => {
  const turns = [0, 1, 2].map((turn) => {
    const before = fleet.hub.ringBytes;
    const held = heapGrowth(() => fill(fleet, kind, 4 + turn * ROUNDS, ROUNDS));
    return { held, counted: fleet.hub.ringBytes - before };
  });
  const [, { held, counted } = { held: 0, counted: 0 }] = turns.toSorted((a, b) => a.held - b.held);
  expectCounted(counted, held);
};

test.each(Object.entries(KINDS))(
  '[S5] what the ring counts for samples with %s is about what it holds while nobody watches the whole stream',
  (_name, kind) => {
    const fleet = aHub(RING);
    fill(fleet, kind, 0, 2);
    fleet.hub.hungUp(fleet.hub.join(new FakeSink(), wish()));
    fill(fleet, kind, 2, 2);
    expectCountedInTurns(fleet, kind);
  },
);

test.each(Object.entries(KINDS))(
  '[S5] what the ring counts for samples with %s is about what it holds while the whole stream is watched',
  (_name, kind) => {
    const fleet = aHub(RING);
    const nothing = { unsent: 0, write: () => true, end: () => {}, destroy: () => {} };
    fleet.hub.join(nothing, wish());
    fill(fleet, kind, 0, 4);
    expectCountedInTurns(fleet, kind);
  },
);

test("[S5] the queen's own beats are counted with their lists", () => {
  const fleet = aHub(RING);
  fleet.hub.hungUp(fleet.hub.join(new FakeSink(), wish()));
  const held = heapGrowth(() => {
    for (let beat = 0; beat < 50; beat += 1) {
      fleet.hub.publish(
        'heartbeat',
        JSON.stringify({ type: 'queen', beat, worker_ids: ['x'.repeat(100_000)] }),
      );
    }
  });
  expectCounted(fleet.hub.ringBytes, held);
});

test('[S5] the ring stays below its limit in what it holds, whoever watches', () => {
  const fleet = aHub({ ...RING, ringBytes: 500_000 });
  const kind = KINDS['eight workers'] as Round;
  fleet.hub.hungUp(fleet.hub.join(new FakeSink(), wish()));
  fill(fleet, kind, 0, 2);
  const held = heapGrowth(() => fill(fleet, kind, 2, 2 * ROUNDS));
  expect(fleet.hub.ringBytes).toBeLessThanOrEqual(500_000);
  expect(held).toBeLessThan(1_000_000);
});
