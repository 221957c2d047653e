// @vitest-environment happy-dom
import { HeartbeatProvider } from '@rbee/queen-rbee-react';
import { createHeartbeatStore, type HeartbeatStore } from '@rbee/queen-rbee-sdk';
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { App } from './app.tsx';

const QUEEN = 'http://queen:7833';
const TIME = '2025-10-30T20:15:30Z';

const beat = {
  type: 'queen',
  workers_online: 1,
  workers_available: 1,
  hives_online: 1,
  hives_available: 1,
  worker_ids: ['desk/llm/8080'],
  hive_ids: ['desk'],
  timestamp: TIME,
};
const noHives = {
  type: 'queen',
  workers_online: 0,
  workers_available: 0,
  hives_online: 0,
  hives_available: 0,
  worker_ids: [],
  hive_ids: [],
  timestamp: TIME,
};
const worker = {
  pid: 1,
  group: 'llm',
  instance: '8080',
  cpu_pct: 0,
  rss_mb: 10,
  io_r_mb_s: 0,
  io_w_mb_s: 0,
  uptime_s: 5,
  gpu_util_pct: 0,
  vram_mb: 0,
  total_vram_mb: 0,
  model: 'llama-3.2-1b',
};
const sampleOf = (more: object) => ({
  type: 'hive_telemetry',
  hive_id: 'desk',
  timestamp: TIME,
  health: 'healthy',
  workers: [{ ...worker, ...more }],
});

let store: HeartbeatStore | undefined;

afterEach(() => {
  cleanup();
  store?.close();
  vi.useRealTimers();
  history.replaceState(null, '', '/');
});

/** Renders the page with a queen that sends these events; returns a function that ends the stream. */
function open(...events: readonly object[]) {
  let end = () => {};
  let streams = 0;
  const fetch: typeof globalThis.fetch = async (address) => {
    // What the queen says of itself and of the past is not known here.
    if (!`${address}`.includes('/stream')) return new Promise(() => {});
    streams += 1;
    if (streams > 1) return new Response('', { status: 503 });
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => {
        end = () => stream.close();
        for (const [id, event] of events.entries()) {
          const text = `event: heartbeat\nid: ${id}\ndata: ${JSON.stringify(event)}\n\n`;
          stream.enqueue(new TextEncoder().encode(text));
        }
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
  store = createHeartbeatStore({ baseUrl: QUEEN, fetch });
  render(
    <HeartbeatProvider store={store}>
      <App queenUrl={QUEEN} store={store} />
    </HeartbeatProvider>,
  );
  return { end: () => end() };
}

test('the page shows the worker from the stream, and its title the counts', async () => {
  open(beat, sampleOf({}));
  expect(await screen.findByRole('row', { name: /idle llama-3.2-1b ?llm\/8080/ })).toBeDefined();
  expect(screen.getByText('Live')).toBeDefined();
  expect(document.title).toBe('1 worker · rbee');
  expect(screen.queryByText(/Sample workers/)).toBeNull();
});

test('before the first beat the page shows what it waits for', () => {
  open();
  expect(screen.getByText("Waiting for the queen's first beat…")).toBeDefined();
  expect(document.title).toBe('rbee');
});

test('the page waits for the samples of all hives of the first beat, but a second at most', async () => {
  vi.useFakeTimers();
  open({ ...beat, hive_ids: ['desk', 'late'] }, sampleOf({}));
  await act(() => vi.advanceTimersByTimeAsync(100));
  await act(() => vi.advanceTimersByTimeAsync(800));
  expect(screen.getByText('Live')).toBeDefined();
  expect(screen.queryByRole('row', { name: /llama-3.2-1b/ })).toBeNull();
  await act(() => vi.advanceTimersByTimeAsync(300));
  expect(screen.getByRole('row', { name: /idle llama-3.2-1b/ })).toBeDefined();
});

test('of a large fleet the first hives are shown while the others come, but not as if one did not exist', async () => {
  vi.useFakeTimers();
  const ids = Array.from({ length: 400 }, (_, n) => `h${n}`);
  const samples = ids.slice(0, 200).map((hive_id) => ({ ...sampleOf({}), hive_id }));
  open({ ...beat, hive_ids: ids }, ...samples);
  await act(() => vi.advanceTimersByTimeAsync(100));
  await act(() => vi.advanceTimersByTimeAsync(100));
  expect(screen.queryByText("Waiting for the queen's first beat…")).toBeNull();
  // The table below the strip has the word as well, as soon as its code is loaded.
  expect(screen.getAllByText('Tokens/s')[0]).toBeDefined();
  cleanup();
  store?.close();
  history.replaceState(null, '', '/hives/h399');
  open({ ...beat, hive_ids: ids }, ...samples);
  await act(() => vi.advanceTimersByTimeAsync(100));
  await act(() => vi.advanceTimersByTimeAsync(100));
  expect(screen.getByText("Waiting for the queen's first beat…")).toBeDefined();
});

test('a notice is shown if there are sample workers', async () => {
  open(beat, sampleOf({ origin: 'sample' }));
  expect(await screen.findByText(/^Sample workers are shown/)).toBeDefined();
});

test('the sample notice disappears when the hive is down', async () => {
  open(beat, { ...sampleOf({ origin: 'sample' }), health: 'down' });
  expect(await screen.findByRole('row', { name: /silent llama-3.2-1b/ })).toBeDefined();
  expect(screen.queryByText(/^Sample workers are shown/)).toBeNull();
});

test('the sample notice disappears while the queen is unreachable', async () => {
  const { end } = open(beat, sampleOf({ origin: 'sample' }));
  await screen.findByText(/^Sample workers are shown/);
  end();
  await screen.findByRole('alert');
  expect(screen.queryByText(/^Sample workers are shown/)).toBeNull();
});

test('without a hive the page shows how to start one, with the address of this queen', async () => {
  vi.useFakeTimers();
  open(noHives);
  await act(() => vi.advanceTimersByTimeAsync(100));
  await act(() => vi.advanceTimersByTimeAsync(1_900));
  expect(screen.getByText('Live')).toBeDefined();
  expect(screen.queryByText('No hive reports yet')).toBeNull();
  await act(() => vi.advanceTimersByTimeAsync(2_000));
  vi.useRealTimers();
  const notice = await screen.findByRole('region', { name: 'No hive reports yet' });
  expect(within(notice).getByText(`npx rbee hive --queen-url ${QUEEN}`)).toBeDefined();
  expect(within(notice).getByText('--host 0.0.0.0')).toBeDefined();
});

test('when the connection is lost the page shows why and what to do, and the last known state', async () => {
  const { end } = open(beat, sampleOf({}));
  await screen.findByText('Live');
  end();
  const notice = await screen.findByRole('alert');
  expect(notice.textContent).toContain(`No connection to the queen at ${QUEEN}`);
  expect(notice.textContent).toContain('npx rbee queen');
  expect(await screen.findByRole('row', { name: /late llama-3.2-1b/ })).toBeDefined();
  await waitFor(() => expect(document.title).toBe('not connected · rbee'));
});
