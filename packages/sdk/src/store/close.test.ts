import { aQueenHeartbeat, aTelemetry } from '@rbee/contract/builders';
import { expect, test, vi } from 'vitest';
import { frameText, openStore, pass, settle, useFakeTime } from '../testing/index.ts';

useFakeTime();

const BEAT = frameText(aQueenHeartbeat({ hive_ids: ['a', 'b'] }), '1');
const hiveText = (hive_id: string, id: string) => frameText(aTelemetry({ hive_id }), id);

test('a listener may close the store', async () => {
  const { send, store } = openStore();
  store.subscribe(store.close);
  await send(BEAT);
  expect(store.getState().connection.error).toBe('The store was closed.');
  expect(vi.getTimerCount()).toBe(0);
});

test('close ends the stream at once: one last call, no timer, no stream', async () => {
  const { queen, send, store } = openStore();
  const listener = vi.fn();
  store.subscribe(listener);
  await send(BEAT);
  listener.mockClear();
  store.close();
  store.close();
  expect(queen.last().signal.aborted).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  expect(store.getState().connection).toMatchObject({ state: 'offline', error: 'The store was closed.' });
  expect(listener).toHaveBeenCalledTimes(1);
  await pass(60_000);
  expect(queen.requests()).toBe(1);
});

test('a subscriber after close opens the stream again, as in React strict mode; earlier ones are gone', async () => {
  const { queen, send, store } = openStore();
  const [earlier, later] = [vi.fn(), vi.fn()];
  const leave = store.subscribe(earlier);
  store.onEvent(earlier);
  await send(BEAT, hiveText('a', '7'));
  store.close();
  earlier.mockClear();
  store.onEvent(later);
  leave();
  expect(store.getState().connection).toMatchObject({ state: 'connecting', error: null, attempt: 1 });
  expect(queen.last().headers.get('last-event-id')).toBe('7');
  await send(hiveText('b', '8'));
  expect(store.getState().connection.state).toBe('live');
  expect(store.getState().hives.map((hive) => hive.hive_id)).toEqual(['a', 'b']);
  expect(later).toHaveBeenCalledTimes(1);
  expect(earlier).not.toHaveBeenCalled();
  await pass(5_000);
  expect(queen.last().signal.aborted).toBe(false);
});

test('after close in a listener no listener gets a further event, also none of the same piece', async () => {
  const { queen, send, store } = openStore();
  const calls: string[] = [];
  store.subscribe(() => calls.push(`change ${store.getState().connection.state}`));
  store.onEvent((event) => {
    calls.push(`first ${event.type}`);
    store.close();
  });
  store.onEvent((event) => calls.push(`second ${event.type}`));
  await settle();
  calls.length = 0;
  await send(BEAT, hiveText('a', '2'), hiveText('b', '3'));
  expect(calls).toEqual(['first queen', 'change offline']);
  await pass(60_000);
  expect(queen.requests()).toBe(1);
});

test('a listener that closes the store and subscribes again gets the events of the next stream alone', async () => {
  const { queen, send, store } = openStore();
  const seen: string[] = [];
  store.onEvent(() => {
    store.close();
    store.onEvent((event) => seen.push(event.type));
  });
  await send(BEAT, hiveText('a', '2'));
  expect(seen).toEqual([]);
  expect(queen.connections).toHaveLength(2);
  await send(hiveText('b', '3'));
  expect(seen).toEqual(['hive_telemetry']);
});

test('a listener that leaves during a round is not called for the rest of it', async () => {
  const { send, store } = openStore();
  const left = vi.fn();
  store.onEvent(() => leave());
  const leave = store.onEvent(left);
  await send(BEAT, hiveText('a', '2'));
  expect(left).not.toHaveBeenCalled();
});
