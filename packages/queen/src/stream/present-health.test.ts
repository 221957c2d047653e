import { applyChanges, type Changes, flatten, type HiveHealth } from '@rbee/contract';
import { aHeartbeat, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aHub, type Block, encoded, FakeSink, wish } from '../testing/index.ts';

/** A hub of hives whose present health a test sets; a hive that is not named is healthy. */
function aFleet() {
  const healths = new Map<string, HiveHealth>();
  const seqs = new Map<string, number>();
  const hub = aHub({
    source: {
      queen: () => ({}) as never,
      corrected: (hive_id) => {
        const health = healths.get(hive_id) ?? 'healthy';
        return health === 'healthy' ? null : encoded(beatOf(hive_id), health);
      },
    },
  });
  const beatOf = (hive_id: string) =>
    aHeartbeat({ hive_id, seq: seqs.get(hive_id) ?? 0, workers: [aWorker({ model: 'm' })] });
  return {
    ...hub,
    beat: (hive_id: string) => {
      healths.delete(hive_id);
      seqs.set(hive_id, (seqs.get(hive_id) ?? 0) + 1);
      hub.telemetry(hive_id, beatOf(hive_id));
    },
    becomes: (hive_id: string, health: HiveHealth) => {
      healths.set(hive_id, health);
      hub.hub.publish('hive', { type: health === 'healthy' ? 'up' : health, hive_id });
    },
    forget: (hive_id: string) => {
      hub.hub.forget(hive_id);
      hub.hub.publish('hive', { type: 'forgotten', hive_id });
    },
  };
}

/** A client of `format=delta`: it applies what it reads, and returns the health and the number of each hive's sample. */
function aDeltaClient(sink: FakeSink) {
  const known = new Map<unknown, { step: number; data: Record<string, unknown> }>();
  return (): Record<string, unknown> => {
    for (const { event, data } of sink.read()) {
      if (event !== 'delta') continue;
      const { step, changes, ...whole } = data as { step: number; changes?: Changes };
      const { hive_id } = data as { hive_id: string };
      const before = known.get(hive_id);
      if (!changes) known.set(hive_id, { step, data: whole });
      else if (before && step === before.step + 1) {
        const flat = applyChanges(flatten(before.data), changes)?.after;
        known.set(hive_id, { step, data: flat?.shape.value(flat.leaves) as Record<string, unknown> });
      } else throw new Error(`a gap: ${before?.step} ${step}`);
    }
    return Object.fromEntries([...known].map(([id, { data }]) => [id, [data['health'], data['seq']]]));
  };
}

/** Events of hives, and the health of samples. */
const healthsIn = (blocks: readonly Block[]) =>
  blocks.flatMap(({ event, data }) =>
    event === 'hive' ? `event ${data['type']}` : data['hive_id'] === 'a' ? data['health'] : [],
  );

test.each([
  ['the whole sample', {}],
  ['a filter', { model: 'm' }],
  ['view=summary', { view: 'summary' }],
  ['format=delta', { format: 'delta' }],
])('[S2] [S9] a sample that waits for interval_ms has the health of the time of writing: %s', (_, query) => {
  const { hub, clock, due, beat, becomes } = aFleet();
  const sink = new FakeSink();
  hub.join(sink, wish({ ...query, interval_ms: '60000' }));
  beat('a');
  becomes('a', 'degraded');
  becomes('a', 'down');
  clock.move(60_000);
  due();
  expect(healthsIn(sink.read())).toEqual(['event degraded', 'event down', 'down']);
});

test('[S9] a hive that was forgotten does not come back with a sample that waited', () => {
  const { hub, clock, due, beat, forget } = aFleet();
  const sink = new FakeSink();
  hub.join(sink, wish({ interval_ms: '60000' }));
  sink.read();
  beat('a');
  beat('b');
  forget('a');
  clock.move(60_000);
  due();
  expect(sink.read().map(({ data }) => data['hive_id'])).toEqual(['a', 'b']);
});

test('[S2] [S11] watchers with format=delta that join at different times agree on the health', () => {
  const { hub, beat, becomes } = aFleet();
  const join = () => {
    const sink = new FakeSink();
    hub.join(sink, wish({ format: 'delta' }));
    return aDeltaClient(sink);
  };
  const first = join();
  beat('a');
  beat('b');
  becomes('a', 'down');
  const second = join();
  expect(first()).toEqual({ a: ['healthy', 1], b: ['healthy', 1] });
  expect(second()).toEqual({ a: ['down', 1], b: ['healthy', 1] });
  beat('a');
  const third = join();
  for (const read of [first, second, third]) {
    expect(read()).toEqual({ a: ['healthy', 2], b: ['healthy', 1] });
  }
});

test('[S2] [S11] they also agree if the next sample is as unhealthy as the one that a watcher joined with', () => {
  const { hub, clock, due, beat, becomes } = aFleet();
  const join = () => {
    const sink = new FakeSink();
    hub.join(sink, wish({ format: 'delta', interval_ms: '60000' }));
    return aDeltaClient(sink);
  };
  const first = join();
  beat('a');
  clock.move(60_000);
  due();
  expect(first()).toEqual({ a: ['healthy', 1] });
  clock.move(1);
  beat('a');
  becomes('a', 'down');
  const second = join();
  expect(second()).toEqual({ a: ['down', 1] });
  clock.move(60_000);
  due();
  for (const read of [first, second]) expect(read()).toEqual({ a: ['down', 2] });
});
