import { expect, test } from 'vitest';
import { applySignal, type ConnectionSignal, FIRST_CONNECTION } from './connection.ts';

const after = (...signals: ConnectionSignal[]) => signals.reduce(applySignal, FIRST_CONNECTION);
const attempt = { type: 'attempt' } as const;
const valid = { type: 'received', hasEvent: true, skipped: 0 } as const;
const byte = { type: 'received', hasEvent: false, skipped: 0 } as const;
const silent = { type: 'silent' } as const;
const ended = { type: 'ended', error: 'Gone.', retryAt: 42 } as const;

test('it is connecting until the first valid event; other bytes do not make it live', () => {
  expect(after(attempt)).toEqual({ ...FIRST_CONNECTION, attempt: 1 });
  expect(after(attempt, byte, silent, byte)).toEqual({ ...FIRST_CONNECTION, attempt: 1 });
  expect(after(attempt, valid)).toEqual({ ...FIRST_CONNECTION, state: 'live' });
});

test('[S7] silence makes a live connection stale, and any byte makes it live again', () => {
  expect(after(attempt, valid, silent).state).toBe('stale');
  expect(after(attempt, valid, silent, byte).state).toBe('live');
});

test('offline has the error, the time of the next attempt and the number of attempts', () => {
  expect(after(attempt, ended)).toEqual({
    state: 'offline',
    attempt: 1,
    error: 'Gone.',
    retryAt: 42,
    skippedFrames: 0,
  });
  expect(after(attempt, ended, attempt)).toMatchObject({ state: 'offline', attempt: 2, retryAt: null });
  expect(after(attempt, valid, ended)).toMatchObject({ state: 'offline', attempt: 0 });
  expect(after(attempt, ended, attempt, valid)).toEqual({ ...FIRST_CONNECTION, state: 'live' });
});

test('a signal that changes nothing keeps the object', () => {
  const live = after(attempt, valid);
  expect(applySignal(live, valid)).toBe(live);
  expect(applySignal(live, byte)).toBe(live);
  expect(applySignal(FIRST_CONNECTION, silent)).toBe(FIRST_CONNECTION);
});

test('every signal keeps the number of skipped frames', () => {
  const skipped = { type: 'received', hasEvent: false, skipped: 2 } as const;
  const connection = after(
    attempt,
    skipped,
    ended,
    attempt,
    { ...skipped, hasEvent: true },
    { type: 'stopped' },
  );
  expect(connection).toEqual({ ...FIRST_CONNECTION, skippedFrames: 4 });
  expect(applySignal(connection, { type: 'closed' })).toMatchObject({
    state: 'offline',
    skippedFrames: 4,
  });
});
