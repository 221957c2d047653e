import type { HistoryInfo } from '@rbee/contract';
import { expect, test, vi } from 'vitest';
import { systemClock } from '../platform.ts';
import { openStore, pass, refusalOf, settle, useFakeTime } from '../testing/index.ts';
import { HistoryWatch } from './history-watch.ts';

useFakeTime();

const INFO: HistoryInfo = { state: 'recording', tiers: [], lost: 0, problems: [] };

function open(...answers: (HistoryInfo | Error)[]) {
  const asked = vi.fn(async () => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error || !answer) throw answer;
    return answer;
  });
  const { store, queen, send } = openStore();
  return { watch: new HistoryWatch({ store, clock: systemClock, ask: asked }), asked, queen, send };
}

test('what is kept is asked once for all, every five minutes, and not without a subscriber', async () => {
  const { watch, asked } = open(INFO);
  expect(watch.getState()).toEqual({ status: 'unknown' });
  const leaves = [watch.subscribe(() => {}), watch.subscribe(() => {})];
  await settle();
  expect(watch.getState()).toEqual({ status: 'on', info: INFO });
  await pass(299_000);
  expect(asked).toHaveBeenCalledTimes(1);
  await pass(2_000);
  expect(asked).toHaveBeenCalledTimes(2);
  for (const leave of leaves) leave();
  await pass(600_000);
  expect(asked).toHaveBeenCalledTimes(2);
  expect(vi.getTimerCount()).toBe(0);
});

test.each(['history_off', 'not_found'])('a queen that answers %s keeps no history', async (code) => {
  const { watch } = open(refusalOf(404, code));
  watch.subscribe(() => {});
  await settle();
  expect(watch.getState()).toEqual({ status: 'off' });
});

test('a failure is told in its sentence and tried again after half a minute', async () => {
  const { watch } = open(new Error('No answer.'), INFO);
  const listener = vi.fn();
  watch.subscribe(listener);
  await settle();
  expect(watch.getState()).toEqual({ status: 'failed', error: 'No answer.' });
  await pass(30_000);
  expect(watch.getState()).toEqual({ status: 'on', info: INFO });
  expect(listener).toHaveBeenCalledTimes(2);
});

test('a queen that is back is asked again: it may have been started with other settings', async () => {
  const { watch, asked, queen, send } = open(INFO);
  watch.subscribe(() => {});
  await send(': hello\n\n');
  queen.last().end();
  await pass(125);
  await send('event: heartbeat\nid: 1\ndata: {"type":"queen"}\n\n');
  const beat = { type: 'reset', hive_ids: [], timestamp: '2025-10-30T20:15:30Z' };
  await send(`event: reset\nid: 2\ndata: ${JSON.stringify(beat)}\n\n`);
  expect(asked).toHaveBeenCalledTimes(2);
});
