import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { NvmlLibrary } from './library.ts';
import { type ServeEdges, serveRequests } from './serve-requests.ts';

/** A driver without cards. */
const EMPTY: NvmlLibrary = { has: () => false, call: () => 0, addressOf: () => 0n };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function serve(load: ServeEdges['load']) {
  const input = new PassThrough();
  const lines: string[] = [];
  serveRequests({
    input,
    write: (line) => lines.push(line),
    load,
    openLog: () => ({ take: () => [] }),
    sinceBootS: () => 0,
    monotonicMs: () => 0,
    nowMs: () => 0,
  });
  return { input, lines };
}

test('each line is answered by one line', async () => {
  const { input, lines } = serve(async () => EMPTY);
  input.write('{"id":1,"awake":null}\n{"id":');
  input.write('2,"awake":null}\n');
  await vi.waitFor(() => expect(lines).toHaveLength(2));
  expect(lines.map((it) => JSON.parse(it))).toEqual([
    { id: 1, version: '', cards: [] },
    { id: 2, version: '', cards: [] },
  ]);
});

test('a library that cannot be loaded is said', async () => {
  const { input, lines } = serve(async () => undefined);
  input.write('{"id":1,"awake":null}\n');
  await vi.waitFor(() => expect(lines).toEqual(['{"id":1,"failure":"no_library"}\n']));
});

test('a process that is not asked for 90 s ends its input', () => {
  const { input } = serve(async () => EMPTY);
  vi.advanceTimersByTime(89_000);
  input.write('{"id":1,"awake":null}\n');
  input.read();
  vi.advanceTimersByTime(89_000);
  expect(input.destroyed).toBe(false);
  vi.advanceTimersByTime(1_000);
  expect(input.destroyed).toBe(true);
});

test('nothing keeps a process whose input has ended', async () => {
  const { input } = serve(async () => EMPTY);
  input.end();
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(0));
});
