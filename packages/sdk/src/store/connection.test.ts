import { expect, test } from 'vitest';
import { type ConnectionSignal, FIRST_CONNECTION, foldConnection } from './connection.ts';

const fold = (...signals: ConnectionSignal[]) => signals.reduce(foldConnection, FIRST_CONNECTION);
const attempt = { type: 'attempt' } as const;
const valid = { type: 'heard', hasEvent: true, skipped: 0 } as const;
const byte = { type: 'heard', hasEvent: false, skipped: 0 } as const;
const silent = { type: 'silent' } as const;
const ended = { type: 'ended', error: 'Gone.', retryAt: 42 } as const;

test('it is connecting until the first valid event; other bytes do not make it live', () => {
  expect(fold(attempt)).toEqual({ ...FIRST_CONNECTION, attempt: 1 });
  expect(fold(attempt, byte, silent, byte)).toEqual({ ...FIRST_CONNECTION, attempt: 1 });
  expect(fold(attempt, valid)).toEqual({ ...FIRST_CONNECTION, state: 'live' });
});

test('[S7] silence makes a live connection stale, and any byte makes it live again', () => {
  expect(fold(attempt, valid, silent).state).toBe('stale');
  expect(fold(attempt, valid, silent, byte).state).toBe('live');
});

test('offline has the error, the time of the next attempt and the number of attempts', () => {
  expect(fold(attempt, ended)).toEqual({
    state: 'offline',
    attempt: 1,
    error: 'Gone.',
    retryAt: 42,
    skippedFrames: 0,
  });
  expect(fold(attempt, ended, attempt)).toMatchObject({ state: 'offline', attempt: 2, retryAt: null });
  expect(fold(attempt, valid, ended)).toMatchObject({ state: 'offline', attempt: 0 });
  expect(fold(attempt, ended, attempt, valid)).toEqual({ ...FIRST_CONNECTION, state: 'live' });
});

test('a signal that changes nothing keeps the object', () => {
  const live = fold(attempt, valid);
  expect(foldConnection(live, valid)).toBe(live);
  expect(foldConnection(live, byte)).toBe(live);
  expect(foldConnection(FIRST_CONNECTION, silent)).toBe(FIRST_CONNECTION);
});

test('every signal keeps the number of skipped frames', () => {
  const skipped = { type: 'heard', hasEvent: false, skipped: 2 } as const;
  const connection = fold(
    attempt,
    skipped,
    ended,
    attempt,
    { ...skipped, hasEvent: true },
    { type: 'stopped' },
  );
  expect(connection).toEqual({ ...FIRST_CONNECTION, skippedFrames: 4 });
  expect(foldConnection(connection, { type: 'closed' })).toMatchObject({
    state: 'offline',
    skippedFrames: 4,
  });
});
