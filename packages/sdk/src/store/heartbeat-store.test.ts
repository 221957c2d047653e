import { aQueenHeartbeat, aTelemetry } from '@rbee/contract/builders';
import { expect, test, vi } from 'vitest';
import type { StreamEvent } from '../state.ts';
import { frameText, openStore, pass, settle, useFakeTime } from '../testing/index.ts';

useFakeTime();

const BEAT = frameText(aQueenHeartbeat({ hive_ids: ['a', 'b'] }), '1');
const hiveText = (hive_id: string, id: string) => frameText(aTelemetry({ hive_id }), id);

test('there is no request before the first subscriber, and one stream for all subscribers', async () => {
  const { queen, store } = openStore();
  await pass(60_000);
  expect(queen.requests()).toBe(0);
  store.subscribe(() => {});
  store.onEvent(() => {});
  expect(queen.requests()).toBe(1);
  expect(queen.last().url).toBe('http://queen/rbee/v1/heartbeats/stream?format=delta');
  expect(queen.last().headers.has('last-event-id')).toBe(false);
});

test('[S11] with delta: false the store does not request changes', () => {
  const { queen, store } = openStore({ delta: false });
  store.subscribe(() => {});
  expect(queen.last().url).toBe('http://queen/rbee/v1/heartbeats/stream');
});

test('[S11] changes are applied to the sample; after a gap the whole state is requested again', async () => {
  const { queen, send, store } = openStore();
  store.subscribe(() => {});
  const whole = { ...aTelemetry({ hive_id: 'a', seq: 1 }), step: 0 };
  const delta = (step: number) => ({ type: 'delta', hive_id: 'a', step, changes: [15, 1] });
  await send(BEAT, frameText(whole, '2', 'delta'), frameText(delta(1), '3', 'delta'));
  expect(store.getState().hives[0]).toMatchObject({ hive_id: 'a', seq: 2 });
  expect(store.getState().connection).toMatchObject({ state: 'live', skippedFrames: 0 });
  await send(frameText(delta(3), '5', 'delta'));
  expect(store.getState().connection.state).toBe('offline');
  expect(store.getState().hives[0]).toMatchObject({ seq: 2 });
  await pass(5_000);
  expect([queen.requests(), queen.last().headers.has('last-event-id')]).toEqual([2, false]);
  const later = { ...whole, seq: 9 };
  await send(BEAT, frameText(later, '9', 'delta'));
  expect(store.getState().hives[0]).toMatchObject({ seq: 9 });
});

test('its functions work without `this`, as React calls them', async () => {
  const { send, store } = openStore();
  const { subscribe, getState, close } = store;
  subscribe(() => {});
  await send(BEAT);
  expect(getState().connection.state).toBe('live');
  close();
});

test('subscribers are called once for changes that arrive together, and not when nothing changed', async () => {
  const { send, store } = openStore();
  const listener = vi.fn();
  store.subscribe(listener);
  await send(BEAT, hiveText('b', '2'), hiveText('a', '3'));
  expect(listener).toHaveBeenCalledTimes(1);
  expect(store.getState().hives.map((hive) => hive.hive_id)).toEqual(['a', 'b']);
  const before = store.getState();
  await send(hiveText('a', '4'), ': keep-alive\n\n');
  expect(listener).toHaveBeenCalledTimes(1);
  expect(store.getState()).toBe(before);
});

test('onEvent is called with every valid event after the state shows it, and not with unknown or bad ones', async () => {
  const { send, store } = openStore();
  const seen: [StreamEvent['type'], number][] = [];
  store.onEvent((event) => seen.push([event.type, store.getState().hives.length]));
  const timestamp = '2025-10-30T20:15:30Z';
  await send(BEAT, hiveText('a', '2'), frameText('{}', '3'), frameText({ type: 'x' }, '4', 'alert'));
  await send(frameText({ type: 'lag', merged: 1, timestamp } as { type: string }, '5'));
  expect(seen).toEqual([
    ['queen', 1],
    ['hive_telemetry', 1],
    ['lag', 1],
  ]);
  expect(store.getState().connection.skippedFrames).toBe(1);
});

test('[S5] it resumes after the last id, also that of a bad or unknown event, and keeps the hives', async () => {
  const { queen, send, store } = openStore();
  store.subscribe(() => {});
  await send(BEAT, hiveText('a', 'q7-12'), frameText('no JSON', 'q7-13'));
  const { hives } = store.getState();
  queen.last().fail('socket hang up');
  await settle();
  expect(store.getState().connection).toEqual({
    state: 'offline',
    attempt: 0,
    error: 'The stream was cut off: socket hang up.',
    retryAt: 125,
    skippedFrames: 1,
  });
  expect(store.getState().hives).toBe(hives);
  await pass(125);
  expect(queen.last().headers.get('last-event-id')).toBe('q7-13');
  expect(store.getState().connection).toMatchObject({ state: 'offline', attempt: 1, retryAt: null });
  await send(BEAT);
  expect(store.getState().connection).toMatchObject({ state: 'live', attempt: 0, error: null });
});

test('[S5] an id that a header cannot carry is not sent', async () => {
  const { queen, send, store } = openStore();
  store.subscribe(() => {});
  await send(frameText(aQueenHeartbeat(), 'größer 🐝'));
  queen.last().end();
  await pass(125);
  expect(queen.last().headers.has('last-event-id')).toBe(false);
});

test('[S5] a reset removes the hives that the queen does not know', async () => {
  const { send, store } = openStore();
  store.subscribe(() => {});
  await send(hiveText('a', '1'), hiveText('b', '2'));
  const reset = { type: 'reset', hive_ids: ['b'], timestamp: '2025-10-30T20:15:31Z' };
  await send(frameText(reset, '3'));
  expect(store.getState().hives.map((hive) => hive.hive_id)).toEqual(['b']);
});

test('a silent stream is stale after 6 s and offline after 20 s; the hives stay', async () => {
  const { queen, send, store } = openStore();
  const states: string[] = [];
  store.subscribe(() => states.push(`${Date.now()} ${store.getState().connection.state}`));
  await send(BEAT, hiveText('a', '2'));
  await pass(20_000);
  expect(states).toEqual(['0 live', '6000 stale', '20000 offline']);
  expect(store.getState().hives).toHaveLength(1);
  await pass(125);
  expect(queen.connections).toHaveLength(2);
});

test('the stream stays open when a subscriber leaves and another one comes within lingerMs, as in React strict mode', async () => {
  const { queen, send, store } = openStore();
  const leave = store.subscribe(() => {});
  await send(BEAT);
  leave();
  leave();
  await pass(999);
  store.subscribe(() => {});
  await pass(2_000);
  expect(queen.requests()).toBe(1);
  expect(store.getState().connection.state).toBe('live');
});

test('without subscribers the stream is closed and no timer is left; the next subscriber resumes it', async () => {
  const { queen, send, store } = openStore();
  const leaves = [store.subscribe(() => {}), store.onEvent(() => {})];
  await send(BEAT, hiveText('a', '9'));
  for (const leave of leaves) leave();
  await pass(1_000);
  expect(queen.last().signal.aborted).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  expect(store.getState().connection).toMatchObject({ state: 'connecting', attempt: 0, error: null });
  store.subscribe(() => {});
  expect(queen.last().headers.get('last-event-id')).toBe('9');
  expect(store.getState().hives).toHaveLength(1);
});

test('a field that is nested 20,000 deep does not stop the stream, also when the sample is repeated', async () => {
  const { send, store } = openStore();
  store.subscribe(() => {});
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const sample = JSON.stringify(aTelemetry({ hive_id: 'a' })).replace(/}$/, `,"later":${deep}}`);
  await send(BEAT, frameText(sample, '2'), frameText(sample, '3'), hiveText('b', '4'));
  expect(store.getState().hives.map((hive) => hive.hive_id)).toEqual(['a', 'b']);
  expect(store.getState().connection).toMatchObject({ state: 'live', error: null });
});

test('the reason of a `fetch` that gives nothing is in the state, and the attempts go on', async () => {
  const { queen, store } = openStore();
  queen.answer(async () => undefined as unknown as Response);
  store.subscribe(() => {});
  await settle();
  expect(store.getState().connection).toMatchObject({
    state: 'offline',
    error: 'No answer from http://queen/rbee: `fetch` gave no response.',
    retryAt: 125,
  });
  await pass(125);
  expect(queen.requests()).toBe(2);
});

test('headers are sent, and `accept` with the media type of the stream', async () => {
  const { queen, store } = openStore({ headers: { authorization: 'Bearer x' } });
  store.subscribe(() => {});
  expect(queen.last().headers.get('authorization')).toBe('Bearer x');
  expect(queen.last().headers.get('accept')).toBe('text/event-stream');
});

test('an option that is not allowed throws a sentence that names it', () => {
  expect(() => openStore({ baseUrl: 'queen' })).toThrow(/^baseUrl must be /);
  expect(() => openStore({ headers: { 'a b': 'x' } })).toThrow(/^headers must be .*"a b"/);
  expect(() => openStore({ staleAfterMs: 0 })).toThrow(/^staleAfterMs must be .*not 0/);
  expect(() => openStore({ lingerMs: Number.NaN })).toThrow(/^lingerMs must be .*not NaN/);
});

test('the longest times of a timer are kept: the stream is not stale, and is not closed, before', async () => {
  const longest = 2 ** 31 - 1;
  const { queen, send, store } = openStore({ staleAfterMs: longest, lingerMs: longest });
  const leave = store.subscribe(() => {});
  await send(BEAT);
  leave();
  await pass(60_000);
  expect(queen.last().signal.aborted).toBe(false);
  expect(store.getState().connection.state).toBe('live');
  store.close();
});
