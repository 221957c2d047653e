import { aHeartbeat } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aHub, encoded, FakeSink, inShort, wish } from '../testing/index.ts';

test("[S3] [S4] [S7] a watcher gets retry, the queen's beat, then the last sample of every hive, oldest first", () => {
  const { telemetry, joined } = aHub();
  telemetry('b', { seq: 1 });
  telemetry('a', { seq: 1 });
  telemetry('b', { seq: 2 });
  const blocks = joined();
  expect(blocks.map(inShort)).toEqual(['retry', 'queen', 'a 1', 'b 2']);
  expect(blocks.map((block) => block.id)).toEqual([undefined, 'boot-1', 'boot-2', 'boot-3']);
});

test('[S4] the sample of a hive that is no longer healthy has the present health and its original id', () => {
  const corrected = encoded(aHeartbeat({ hive_id: 'a', workers: [] }), 'down');
  const source = { queen: () => ({}) as never, corrected: (id: string) => (id === 'a' ? corrected : null) };
  const { telemetry, joined } = aHub({ source });
  telemetry('a');
  telemetry('b');
  const [, , a, b] = joined();
  expect([a?.data['health'], a?.id, b?.data['health']]).toEqual(['down', 'boot-1', 'healthy']);
});

test('[S4] a forgotten hive is not in the state', () => {
  const { hub, telemetry, joined } = aHub();
  telemetry('a');
  hub.forget('a');
  expect(joined().map(inShort)).toEqual(['retry', 'queen']);
});

test('[S5] a watcher that reconnects gets exactly the events that it missed, then new ones', () => {
  const { hub, telemetry } = aHub();
  hub.join(new FakeSink(), wish());
  for (const seq of [1, 2, 3]) telemetry('a', { seq });
  const sink = new FakeSink();
  hub.join(sink, wish({}, { lastEventId: 'boot-1' }));
  expect(sink.read().map(inShort)).toEqual(['retry', 'a 2', 'a 3']);
  telemetry('a', { seq: 4 });
  expect(sink.read().map(inShort)).toEqual(['a 4']);
});

test.each([
  ['of another run', 'other-3'],
  ['never given', 'boot-4'],
  ['malformed', 'boot-x'],
  ['empty', ''],
  ['no longer held', 'boot-0'],
])('[S5] an id that is %s gives reset and the state', (_what, id) => {
  const { telemetry, joined } = aHub({ ringBytes: 300 });
  telemetry('b', { seq: 1 });
  telemetry('a', { seq: 1 });
  telemetry('a', { seq: 2 });
  const blocks = joined(id);
  expect(blocks.map(inShort)).toEqual(['retry', 'reset', 'queen', 'b 1', 'a 2']);
  expect(blocks[1]?.data['hive_ids']).toEqual(['a', 'b']);
  expect(blocks.slice(1).map((block) => block.id)).toEqual(['boot-0', 'boot-0', 'boot-1', 'boot-3']);
});

test('[S5] a watcher that loses its connection after any event misses nothing when it reconnects', () => {
  const hives = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(hives, hives, fc.nat(), fc.nat({ max: 3_000 }), (before, meanwhile, at, ringBytes) => {
      const { telemetry, joined } = aHub({ ringBytes });
      let seq = 0;
      const beat = (hive: string) => {
        seq += 1;
        telemetry(hive, { seq });
        return [hive, seq] as const;
      };
      const truth = new Map(before.map(beat));
      const first = joined();
      const seen = first.slice(0, 2 + (at % (first.length - 1)));
      for (const hive of meanwhile) truth.set(...beat(hive));
      const known = new Map<unknown, unknown>();
      for (const { data } of [...seen, ...joined(seen.at(-1)?.id)]) {
        if (data['type'] === 'hive_telemetry') known.set(data['hive_id'], data['seq']);
      }
      expect(Object.fromEntries(known)).toEqual(Object.fromEntries(truth));
    }),
  );
});

test('an event is encoded to bytes once, for all watchers', () => {
  let made = 0;
  const { hub, published } = aHub();
  const sinks = [new FakeSink(), new FakeSink(), new FakeSink()];
  for (const sink of sinks) hub.join(sink, wish());
  for (const sink of sinks) sink.read();
  const event = {
    toJSON: () => {
      made += 1;
      return { type: 'up' };
    },
  };
  hub.publish('hive', event);
  expect(sinks.flatMap((sink) => sink.read().map(inShort))).toEqual(['hive up', 'hive up', 'hive up']);
  expect([made, published]).toEqual([1, ['hive']]);
});

test('[S6] [S11] no past events are kept for watchers of changes: they resume with the newest samples', () => {
  const { hub, telemetry, joined } = aHub();
  hub.join(new FakeSink(), wish({ format: 'delta' }));
  for (const seq of [1, 2, 3]) for (const id of ['a', 'b']) telemetry(id, { seq });
  hub.publish('hive', { type: 'up', hive_id: 'c' });
  const back = joined('boot-2', { format: 'delta' });
  expect(hub.ringBytes).toBe(0);
  expect(back.map(({ event }) => event)).toEqual([undefined, 'lag', 'hive', 'heartbeat', 'delta', 'delta']);
  expect(back.slice(-2).map(({ data }) => [data['hive_id'], data['seq'], data['step']])).toEqual([
    ['a', 3, 2],
    ['b', 3, 2],
  ]);
  expect(joined('boot-8', { format: 'delta' }).map(({ event }) => event)).toEqual([
    undefined,
    'reset',
    'heartbeat',
    'delta',
    'delta',
  ]);
});

test('[S5] past events are kept only while a watcher could resume with them', () => {
  const { hub, clock, telemetry, joined } = aHub();
  for (const seq of [1, 2]) telemetry('a', { seq });
  expect([hub.ringBytes, joined('boot-1').map(inShort)]).toEqual([0, ['retry', 'reset', 'queen', 'a 2']]);
  telemetry('a', { seq: 3 });
  expect(joined('boot-2').map(inShort)).toEqual(['retry', 'a 3']);
  clock.move(60_001);
  telemetry('a', { seq: 4 });
  expect([hub.ringBytes, joined('boot-3').map(inShort)]).toEqual([0, ['retry', 'reset', 'queen', 'a 4']]);
});
