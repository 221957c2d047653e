import { systemClock } from '@rbee/hive';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFakeChildren } from '../testing/fake-child.ts';
import { keepRunning, restartDelayMs } from './keep-running.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp(more: { stubborn?: boolean } = {}) {
  const { startChild, children } = createFakeChildren(more);
  const [stop, force] = [new AbortController(), new AbortController()];
  const said: string[] = [];
  const events: string[] = [];
  const kept = keepRunning(
    {
      name: 'The hive',
      start: async () => startChild('rbee', ['hive']),
      onReady: (port) => {
        events.push(`ready ${port}`);
        return () => events.push('ended');
      },
    },
    {
      say: (sentence) => said.push(sentence),
      clock: systemClock,
      stop: stop.signal,
      force: force.signal,
    },
  );
  return { children, said, events, kept, stop, force };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('restarts a process with backoff and prints its unexpected end once', async () => {
  const { children, said } = setUp();
  await pass(0);
  children[0]?.end({ code: 1 });
  await pass(499);
  expect(children).toHaveLength(1);
  await pass(1);
  expect(children).toHaveLength(2);
  children[1]?.end({ signal: 'SIGSEGV' });
  await pass(999);
  expect(children).toHaveLength(2);
  await pass(1);
  expect(children).toHaveLength(3);
  expect(said).toEqual(['The hive ended unexpectedly (exit code 1); restarting it.']);
});

test('prints the next unexpected end after half a minute of running', async () => {
  const { children, said } = setUp();
  await pass(0);
  children[0]?.end({ code: 1 });
  await pass(500);
  await pass(30_000);
  children[1]?.end({ signal: 'SIGKILL' });
  await pass(500);
  expect(children).toHaveLength(3);
  expect(said[1]).toBe('The hive ended unexpectedly (signal SIGKILL); restarting it.');
});

test('calls onReady, and its result when the process has ended', async () => {
  const { children, events } = setUp();
  await pass(0);
  children[0]?.becomeReady(8123);
  await pass(0);
  children[0]?.end({ code: 1 });
  await pass(500);
  children[1]?.becomeReady(8124);
  await pass(0);
  expect(events).toEqual(['ready 8123', 'ended', 'ready 8124']);
});

test('stops the process when asked to, and does not restart it', async () => {
  const { children, said, kept, stop } = setUp();
  await pass(0);
  stop.abort();
  await kept;
  await pass(60_000);
  expect(children.map(({ signals }) => signals)).toEqual([['SIGTERM']]);
  expect(said).toEqual([]);
});

test('does not restart the process if asked to stop during the delay', async () => {
  const { children, kept, stop } = setUp();
  await pass(0);
  children[0]?.end({ code: 1 });
  await pass(100);
  stop.abort();
  await kept;
  expect(children).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('kills a process that does not end within 5 s', async () => {
  const { children, kept, stop } = setUp({ stubborn: true });
  await pass(0);
  stop.abort();
  await pass(4_999);
  expect(children[0]?.signals).toEqual(['SIGTERM']);
  await pass(1);
  await kept;
  expect(children[0]?.signals).toEqual(['SIGTERM', 'SIGKILL']);
});

test('kills the process at once when asked twice', async () => {
  const { children, kept, stop, force } = setUp({ stubborn: true });
  await pass(0);
  stop.abort();
  await pass(100);
  force.abort();
  await kept;
  expect(children[0]?.signals).toEqual(['SIGTERM', 'SIGKILL']);
  expect(vi.getTimerCount()).toBe(0);
});

test('the delay doubles up to half a minute', () => {
  expect([1, 2, 3, 7, 100].map(restartDelayMs)).toEqual([500, 1_000, 2_000, 30_000, 30_000]);
});
