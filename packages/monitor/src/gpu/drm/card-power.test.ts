import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeMachine, type FakeMachine } from '../../../testing/index.ts';
import { createFiles } from '../../files/index.ts';
import { CardSleep } from './card-power.ts';

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
  set('active');
});
afterEach(() => machine.remove());

const set = (status: string, control = 'auto') => {
  machine.sysFile('card/power/runtime_status', `${status}\n`);
  machine.sysFile('card/power/control', `${control}\n`);
  machine.sysFile('card/power/autosuspend_delay_ms', '5000\n');
};
const sleepOf = () => new CardSleep(createFiles(), `${machine.sysRoot}/card`);
const over = (sleep: CardSleep, isIdle: boolean, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => sleep.read(isIdle, (from + at) * 1000));

test('a card that works, or that may not sleep, is read in every sample', () => {
  expect(new Set(over(sleepOf(), false, 0, 60))).toEqual(new Set(['awake']));
  set('active', 'on');
  expect(new Set(over(sleepOf(), true, 0, 60))).toEqual(new Set(['awake']));
});

test('an idle card is left alone for longer than the time after which its driver suspends it', () => {
  const states = over(sleepOf(), true, 0, 11);
  expect(states).toEqual(['awake', ...Array(10).fill('resting'), 'awake']);
});

test('a sleeping card is asleep, and is read as soon as it wakes', () => {
  const sleep = sleepOf();
  over(sleep, true, 0, 3);
  set('suspended');
  expect(over(sleep, true, 4, 30)).toEqual(Array(27).fill('asleep'));
  set('active');
  expect(over(sleep, true, 31, 33)).toEqual(['awake', 'resting', 'resting']);
});

test('a card that something else keeps awake is read in every sample, and given a rest again after minutes', () => {
  const states = over(sleepOf(), true, 0, 340);
  const last = states.indexOf('resting', 23);
  expect(states.slice(0, 23).filter((it) => it === 'awake')).toHaveLength(3);
  expect(states.slice(22, last)).toEqual(Array(last - 22).fill('awake'));
  expect(last).toBe(322);
});

test('a card without power management is awake', () => {
  machine.removeSys('card');
  expect(over(sleepOf(), true, 0, 3)).toEqual(Array(4).fill('awake'));
});
