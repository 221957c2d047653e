import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Faults } from '../faults.ts';
import { manualClock } from '../testing/index.ts';
import { startTimers } from './fleet.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('[R1] hives are checked for silence four times a second, and the queen beats every 2.5 s', () => {
  const { said, pass, stop } = aFleet();
  pass(2_500);
  expect(said.filter((it) => it === 'sweep')).toHaveLength(10);
  expect(said.filter((it) => it === 'beat')).toHaveLength(1);
  stop();
  pass(2_500);
  expect(said.filter((it) => it === 'sweep')).toHaveLength(10);
});

test('[R1] after the event loop was blocked, pending heartbeats are read before any hive is declared silent', async () => {
  const { said, pass, clock, stop } = aFleet();
  pass(250);
  clock.move(4_000);
  setImmediate(() => said.push('read'));
  pass(250);
  await new Promise(setImmediate);
  expect(said).toEqual(['tend', 'sweep', 'read', 'tend', 'sweep']);
  pass(250);
  expect(said.slice(-2)).toEqual(['tend', 'sweep']);
  expect(said).toHaveLength(7);
  stop();
});

test('an error in one of the timers is counted, and everything goes on', () => {
  const { said, pass, stop, fleet } = aFleet();
  fleet.sweep = fleet.beat = () => {
    throw new Error('exploded');
  };
  pass(2_500);
  expect(said.filter((it) => it === 'tend')).toHaveLength(10);
  expect(said.filter((it) => it === 'timer fault')).toHaveLength(11);
  stop();
});

function aFleet() {
  const clock = manualClock();
  const said: string[] = [];
  const faults = new Faults({ error: () => {} }, (place) => said.push(`${place} fault`));
  const fleet = { sweep: () => said.push('sweep'), beat: () => said.push('beat') };
  const stop = startTimers(fleet as never, clock, () => said.push('tend'), faults);
  const pass = (ms: number): void => {
    for (let moved = 0; moved < ms; moved += 250) {
      clock.move(250);
      vi.advanceTimersByTime(250);
    }
  };
  return { clock, said, stop, pass, fleet };
}
