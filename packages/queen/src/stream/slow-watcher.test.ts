import { aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aHub, type Block, encoded, FakeSink, inShort, memoryInUse, wish } from '../testing/index.ts';

const IDS = Array.from({ length: 40 }, (_, n) => `hive-${n}`);

test('[S6] a watcher that does not read costs little memory, delays no other, and then gets the newest state', () => {
  const { hub, telemetry, left, lags } = aHub({ watcherBufferBytes: 1_000, ringBytes: 2_000 });
  const [slow, quick] = [new FakeSink(), new FakeSink()];
  const watcher = hub.join(slow, wish());
  hub.join(quick, wish());
  slow.read();
  for (let seq = 1; seq <= 20; seq += 1) {
    for (const id of ['a', 'b']) telemetry(id, { seq });
    if (seq === 15) hub.publish('hive', { type: 'down', hive_id: 'z' });
    expect(quick.read().map(inShort)).toContain(`b ${seq}`);
  }
  expect([slow.destroyed, left, hub.watchers, hub.behind, lags.count]).toEqual([false, [], 2, 1, 1]);
  expect(slow.unsent).toBeLessThan(1_300);
  const before = slow.read();
  hub.drained(watcher);
  const after = slow.read();
  expect(after.map(inShort)).toEqual(['lag lag', 'hive down', 'queen', 'a 20', 'b 20']);
  expect(after[0]?.data['merged']).toBe(40 - 2 - before.length);
  telemetry('a', { seq: 21 });
  expect([slow.read().map(inShort), hub.behind]).toEqual([['a 21'], 0]);
});

test('[S6] a watcher that missed few events that are still kept gets all of them, without lag', () => {
  const { hub, telemetry } = aHub({ watcherBufferBytes: 3_000 });
  const sink = new FakeSink();
  const watcher = hub.join(sink, wish());
  for (let seq = 1; seq <= 20; seq += 1) telemetry('a', { seq });
  expect(hub.behind).toBe(1);
  const seen = sink.read().map(inShort);
  hub.drained(watcher);
  seen.push(...sink.read().map(inShort));
  expect(seen).toEqual(['retry', 'queen', ...Array.from({ length: 20 }, (_, n) => `a ${n + 1}`)]);
});

test('[S6] a watcher that stops reading within the state keeps no replaced samples in memory', () => {
  const { hub } = aHub();
  const samples = manySamples(1_000);
  const publishAll = (rounds: number): number => {
    for (let round = 0; round < rounds; round += 1) {
      for (const sample of samples) hub.publishTelemetry(sample.filtered(() => true));
    }
    return memoryInUse().heapUsed;
  };
  publishAll(1);
  const sink = new FakeSink(1_000);
  const watcher = hub.join(sink, wish());
  const before = publishAll(2);
  const after = publishAll(30);
  expect(hub.behind).toBe(1);
  expect((after - before) / 2 ** 20).toBeLessThan(8);
  sink.read();
  hub.hungUp(watcher);
});

test('[S5] [S6] an event of a hive and the last sample of a silent hive do not keep the flush that they were written in', () => {
  const { hub, gather, clock } = aHub({ ringBytes: 100_000 });
  const sink = new FakeSink();
  hub.join(sink, wish());
  const samples = manySamples(100);
  const flush = (index: number): void => {
    clock.move(1_000);
    const timestamp = '2025-10-30T20:15:30Z';
    gather(() => {
      for (const sample of samples) hub.publishTelemetry(sample.filtered(() => true));
      hub.publish('hive', { type: 'up', hive_id: `silent-${index}` });
      hub.publishTelemetry(encoded({ hive_id: `silent-${index}`, timestamp, workers: [] }));
    });
    sink.readBytes();
    sink.chunks.length = 0;
  };
  flush(0);
  const before = memoryInUse().arrayBuffers;
  for (let index = 1; index <= 300; index += 1) flush(index);
  const grown = memoryInUse().arrayBuffers - before;
  expect(hub.watchers).toBe(1);
  expect(grown / 2 ** 20).toBeLessThan(2);
});

const manySamples = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    encoded({ hive_id: `hive-${n}`, timestamp: '2025-10-30T20:15:30Z', workers: [aWorker()] }),
  );

test('[S6] the unsent bytes of all watchers together are bounded too, and shared evenly', () => {
  const { hub, telemetry } = aHub({ watcherBufferBytes: 10_000, totalBufferBytes: 4_000 });
  const sinks = Array.from({ length: 10 }, () => new FakeSink());
  for (const sink of sinks) hub.join(sink, wish());
  for (let seq = 1; seq <= 100; seq += 1) telemetry('a', { seq });
  expect(hub.unsentBytes).toBeLessThan(4_000 + 10 * 500);
});

test('[S6] one burst larger than the limit does not make a watcher slow', () => {
  const { hub, telemetry, gather, lags } = aHub({ watcherBufferBytes: 1_000 });
  const sink = new FakeSink();
  hub.join(sink, wish());
  sink.read();
  const long = Array.from({ length: 400 }, (_, n) => aWorker({ instance: `${n}`, model: 'm'.repeat(500) }));
  gather(() => {
    for (const id of ['a', 'b', 'c']) telemetry(id, { workers: long });
  });
  expect([hub.behind, lags.count, sink.read().length]).toEqual([0, 0, 3]);
});

test('[S4] a state larger than the limit is sent as fast as the watcher reads, and new events follow', () => {
  const { hub, telemetry, left } = aHub({ watcherBufferBytes: 500 });
  const many = Array.from({ length: 2_000 }, (_, n) => `hive-${n}`);
  for (const id of many) telemetry(id);
  const sink = new FakeSink(400);
  const watcher = hub.join(sink, wish());
  expect(sink.unsent).toBeLessThan(70_000);
  const seen = sink.read().map(inShort);
  telemetry('late');
  for (let turn = 0; watcher.state.kind !== 'live' && turn < 500; turn += 1) {
    hub.drained(watcher);
    seen.push(...sink.read().map(inShort));
  }
  expect(seen).toEqual(['retry', 'queen', ...many, 'late']);
  telemetry('live');
  expect([sink.read().map(inShort), left]).toEqual([['live'], []]);
});

test('[S6] however it reads, a watcher ends with the newest state, and an id covers only events that were sent', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('beat' as const), hive: fc.constantFrom('a', 'b', 'c', 'd') }),
    fc.record({ kind: fc.constant('read' as const) }),
    fc.record({ kind: fc.constant('forget' as const), hive: fc.constantFrom('a', 'b') }),
  );
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.nat({ max: 1_500 }),
      fc.nat(),
      (steps, ringBytes, cut) => {
        const { hub, telemetry, joined } = aHub({ watcherBufferBytes: 300, ringBytes });
        const truth = new Map<string, number>();
        const sink = new FakeSink(1);
        const watcher = hub.join(sink, wish());
        const heard: Block[] = [];
        const read = () => {
          heard.push(...sink.read());
          hub.drained(watcher);
        };
        for (const [index, it] of steps.entries()) {
          if (it.kind === 'read') read();
          else if (it.kind === 'beat') {
            telemetry(it.hive, { seq: index });
            truth.set(it.hive, index);
          } else if (truth.delete(it.hive)) {
            hub.forget(it.hive);
            hub.publish('hive', { type: 'forgotten', hive_id: it.hive });
          }
        }
        const upTo = heard.slice(0, 2 + (cut % Math.max(1, heard.length - 1)));
        expect(known([...upTo, ...joined(upTo.findLast(({ id }) => id)?.id)])).toEqual(truth);
        for (let turn = 0; watcher.state.kind !== 'live' || sink.unsent > 0; turn += 1) {
          expect(turn).toBeLessThan(500);
          read();
        }
        expect(known(heard)).toEqual(truth);
      },
    ),
  );
});

/** What a client knows after those blocks: the last sample of every hive. */
function known(blocks: readonly Block[]): Map<string, number> {
  const hives = new Map<string, number>();
  for (const { data } of blocks) {
    const id = String(data['hive_id']);
    if (data['type'] === 'hive_telemetry') hives.set(id, Number(data['seq']));
    if (data['type'] === 'forgotten') hives.delete(id);
    if (data['type'] === 'reset') {
      const kept = data['hive_ids'] as string[];
      for (const hive of hives.keys()) if (!kept.includes(hive)) hives.delete(hive);
    }
  }
  return hives;
}

test('[S6] a watcher that reads slowly is kept; one whose connection accepts nothing is closed', () => {
  const { hub, clock, telemetry, left } = aHub({ watcherBufferBytes: 300 });
  const sink = new FakeSink(1);
  hub.join(sink, wish());
  for (const id of IDS) telemetry(id);
  for (let second = 0; second < 100; second += 1) {
    clock.move(1_000);
    if (second % 50 === 0) sink.takeSome(10);
    hub.tend();
  }
  expect([sink.destroyed, left]).toEqual([false, []]);
  clock.move(60_000);
  hub.tend();
  expect([sink.destroyed, left]).toEqual([true, ['slow']]);
});

test('[S7] after 15 s of silence a watcher gets a comment, each by its own time', () => {
  const { hub, clock } = aHub();
  const [first, second] = [new FakeSink(), new FakeSink()];
  hub.join(first, wish());
  clock.move(10_000);
  hub.join(second, wish());
  hub.tend();
  clock.move(10_000);
  hub.tend();
  first.read();
  second.read();
  clock.move(4_999);
  hub.tend();
  expect([first.read(), second.read()]).toEqual([[], []]);
  clock.move(1);
  hub.tend();
  hub.tend();
  expect([first.read().map(inShort), second.read().map(inShort)]).toEqual([['keep-alive'], []]);
});

test('[S7] after 10 s a watcher is told a retry time sized by the watchers, and again when it has changed', () => {
  const { hub, clock } = aHub();
  const sink = new FakeSink();
  const told = () => {
    hub.tend();
    return sink.read().map(({ raw }) => raw);
  };
  hub.join(sink, wish());
  expect(sink.read()[0]?.raw).toBe('retry: 2000\n\n');
  clock.move(9_999);
  expect(told()).toEqual([]);
  clock.move(1);
  expect(told()).toEqual(['retry: 500\n\n']);
  const others = Array.from({ length: 100 }, () => hub.join(new FakeSink(), wish()));
  clock.move(9_999);
  expect(told()).toEqual([]);
  clock.move(1);
  expect([told(), told()]).toEqual([['retry: 1000\n\n'], []]);
  for (const other of others) hub.hungUp(other);
  clock.move(10_000);
  expect(told()).toEqual(['retry: 500\n\n']);
});

test('[S7] a watcher that reads too slowly is told its retry time once it has caught up', () => {
  const { hub, clock, telemetry } = aHub();
  for (let hive = 0; hive < 400; hive += 1) telemetry(`hive-${hive}`);
  const sink = new FakeSink(1);
  const watcher = hub.join(sink, wish());
  clock.move(10_000);
  hub.tend();
  expect(watcher.state.kind).toBe('behind');
  const retries = () => sink.read().flatMap(({ raw }) => (raw.startsWith('retry') ? raw.trim() : []));
  expect(retries()).toEqual(['retry: 2000']);
  while (watcher.state.kind === 'behind') hub.drained(watcher);
  hub.tend();
  expect(retries()).toEqual(['retry: 500']);
});

test('a watcher that has disconnected is removed, and counted once', () => {
  const { hub, telemetry, left } = aHub();
  const sink = new FakeSink();
  const watcher = hub.join(sink, wish());
  sink.read();
  hub.hungUp(watcher);
  hub.hungUp(watcher);
  telemetry('a');
  expect([sink.read(), left, hub.watchers]).toEqual([[], ['hung_up'], 0]);
});

test('[S7] when the queen stops, each watcher is told when to reconnect', () => {
  const { hub, left } = aHub();
  const sinks = [new FakeSink(), new FakeSink()];
  for (const sink of sinks) hub.join(sink, wish());
  let random = 0;
  hub.stop(() => {
    random += 0.25;
    return random;
  });
  expect(sinks.map((sink) => [sink.read().at(-1)?.raw, sink.ended])).toEqual([
    ['retry: 625\n\n', true],
    ['retry: 750\n\n', true],
  ]);
  expect([left, hub.watchers]).toEqual([['stopping', 'stopping'], 0]);
});
