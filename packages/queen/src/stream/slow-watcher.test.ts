import { LIMITS } from '@rbee/contract';
import { expect, test } from 'vitest';
import { aHub, FakeSink, inShort } from '../testing/index.ts';

test('a watcher that does not read is cut off at its limit, and delays nobody', () => {
  const { hub, telemetry, left } = aHub({ watcherBufferBytes: 1_000 });
  const [slow, quick] = [new FakeSink(), new FakeSink()];
  hub.join(slow);
  hub.join(quick);
  for (let seq = 1; seq <= 20; seq += 1) {
    telemetry('a', { seq });
    expect(quick.read().map(inShort)).toContain(`a ${seq}`);
  }
  expect([slow.destroyed, quick.destroyed, left, hub.watchers]).toEqual([true, false, ['slow'], 1]);
  expect(slow.writableLength).toBeLessThan(1_300);
});

test('[S4] a state larger than the limit reaches a watcher as fast as it reads, and live follows', () => {
  const { hub, telemetry, left } = aHub({ watcherBufferBytes: 500 });
  const ids = Array.from({ length: 40 }, (_, n) => `hive-${n}`);
  for (const id of ids) telemetry(id);
  const sink = new FakeSink(400);
  const watcher = hub.join(sink);
  expect(sink.writableLength).toBeLessThan(600);
  const seen = sink.read().map(inShort);
  telemetry('late');
  for (let turn = 0; watcher.state !== 'live' && turn < 50; turn += 1) {
    hub.drained(watcher);
    seen.push(...sink.read().map(inShort));
  }
  expect(seen).toEqual(['retry', 'queen', ...ids, 'late']);
  telemetry('live');
  expect([sink.read().map(inShort), left]).toEqual([['live'], []]);
});

test('a watcher that catches up more slowly than the past is kept is cut off', () => {
  const { hub, telemetry, left } = aHub({ ringBytes: 300 });
  for (const id of ['a', 'b', 'c']) telemetry(id);
  const sink = new FakeSink(1);
  const watcher = hub.join(sink);
  for (let seq = 1; seq <= 5; seq += 1) telemetry('a', { seq });
  for (let turn = 0; turn < 10; turn += 1) hub.drained(watcher);
  expect([sink.destroyed, left]).toEqual([true, ['slow']]);
});

test('a watcher that stands still while it catches up is cut off', () => {
  const { hub, clock, telemetry, left } = aHub();
  telemetry('a');
  const sink = new FakeSink(1);
  hub.join(sink);
  clock.move(LIMITS.keepAliveMs - 1);
  hub.tend();
  expect(left).toEqual([]);
  clock.move(1);
  hub.tend();
  expect([sink.destroyed, left]).toEqual([true, ['slow']]);
});

test('[S7] a silence of 15 s is broken by a comment, for each watcher by its own', () => {
  const { hub, clock } = aHub();
  const [first, second] = [new FakeSink(), new FakeSink()];
  hub.join(first);
  clock.move(10_000);
  hub.join(second);
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

test('a watcher that hung up is left out, once', () => {
  const { hub, telemetry, left } = aHub();
  const sink = new FakeSink();
  const watcher = hub.join(sink);
  sink.read();
  hub.hungUp(watcher);
  hub.hungUp(watcher);
  telemetry('a');
  expect([sink.read(), left, hub.watchers]).toEqual([[], ['hung_up'], 0]);
});

test('[S7] at the end each watcher is told when to come back', () => {
  const { hub, left } = aHub();
  const sinks = [new FakeSink(), new FakeSink()];
  for (const sink of sinks) hub.join(sink);
  let ms = 500;
  hub.stop(() => {
    ms += 1;
    return ms;
  });
  expect(sinks.map((sink) => [sink.read().at(-1)?.raw, sink.ended])).toEqual([
    ['retry: 501\n\n', true],
    ['retry: 502\n\n', true],
  ]);
  expect([left, hub.watchers]).toEqual([['stopping', 'stopping'], 0]);
});
