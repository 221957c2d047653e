import { expect, test } from 'vitest';
import { aHub, type Block, FakeSink, wish } from '../testing/index.ts';

const mergedIn = (blocks: readonly Block[]): unknown[] =>
  blocks.filter(({ event }) => event === 'lag').map(({ data }) => data['merged']);

const idBefore = (sink: FakeSink): string => sink.read().at(-1)?.id ?? '';

/** Two hives, of which `a` has a sample each second and `b` many more; between them beats and events of hives. */
function fleetOf({ telemetry, hub, clock }: ReturnType<typeof aHub>, seconds: number): void {
  for (let second = 0; second < seconds; second += 1) {
    telemetry('a');
    for (let more = 0; more < 10; more += 1) telemetry('b', { interval_ms: 100 });
    hub.publish('heartbeat', '{"type":"queen"}');
    hub.publish('hive', { type: 'up', hive_id: 'b' });
    clock.move(1_000);
  }
}

test.each([
  ['a filter by hive', { hive: 'a' }, [6]],
  ['totals of a hive', { hive: 'a', view: 'summary' }, [6]],
  ['changes of a hive', { hive: 'a', format: 'delta' }, [6]],
  ['a hive that had one sample', { hive: 'c' }, []],
  ['an interval', { hive: ['a', 'b'], interval_ms: '2000' }, [3 + 2]],
  ['a summary of all', { view: 'summary' }, [6 + 59]],
])('[S6] a watcher with %s that reconnects is told of the samples of its query', (_name, query, merged) => {
  const fleet = aHub();
  fleet.telemetry('a');
  const sink = new FakeSink();
  const watcher = fleet.hub.join(sink, wish(query));
  const lastEventId = idBefore(sink);
  fleet.hub.hungUp(watcher);
  fleetOf(fleet, 7);
  fleet.telemetry('c');
  expect(mergedIn(fleet.joined(lastEventId, query))).toEqual(merged);
});

test('[S6] a watcher of one hive that reads slowly is told of the samples of that hive', () => {
  const fleet = aHub({ watcherBufferBytes: 1_000 });
  const sink = new FakeSink(1);
  const watcher = fleet.hub.join(sink, wish({ hive: 'a' }));
  for (let turn = 0; turn < 50 && fleet.hub.behind > 0; turn += 1) {
    sink.read();
    fleet.hub.drained(watcher);
  }
  fleetOf(fleet, 30);
  expect(fleet.lags.count).toBe(1);
  const blocks: Block[] = [];
  for (let turn = 0; turn < 50; turn += 1) {
    blocks.push(...sink.read());
    fleet.hub.drained(watcher);
  }
  const samples = blocks.filter(({ data }) => data['hive_id'] === 'a' && data['type'] === 'hive_telemetry');
  const [merged = 0] = mergedIn(blocks) as number[];
  expect(merged + samples.length).toBe(30);
});
