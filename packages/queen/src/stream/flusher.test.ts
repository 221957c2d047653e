import { expect, test } from 'vitest';
import { aHub, FakeSink, inShort, wish } from '../testing/index.ts';

test('an event during a flush waits for the next one, after a pause of three times the cost', () => {
  const timers: { at: number; run: () => void }[] = [];
  const { hub, clock, telemetry } = aHub({
    schedule: (ms, run) => void timers.push({ at: clock.monotonic() + ms, run }),
  });
  /** Runs what is due after that many milliseconds; returns what each watcher was sent meanwhile. */
  const pass = (ms: number): string[][] => {
    clock.move(ms);
    for (const timer of timers.splice(0)) {
      if (timer.at <= clock.monotonic()) timer.run();
      else timers.push(timer);
    }
    return sinks.map((sink) => sink.read().map(inShort));
  };
  let seq = 1;
  const sinks = [new FakeSink(), new FakeSink(), new FakeSink()];
  for (const sink of sinks) {
    hub.join(sink, wish());
    sink.read();
    const write = sink.write.bind(sink);
    sink.write = (chunk) => {
      clock.move(10);
      seq += 1;
      telemetry('a', { seq });
      return write(chunk);
    };
  }
  telemetry('a', { seq });
  expect(pass(0)).toEqual([['a 1'], ['a 1'], ['a 1']]);
  for (const ms of [0, 80, 9]) expect(pass(ms)).toEqual([[], [], []]);
  expect(pass(1)).toEqual(Array(3).fill(['a 2', 'a 3', 'a 4']));
});
