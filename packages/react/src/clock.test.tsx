// @vitest-environment happy-dom
import { createHeartbeatStore } from '@rbee/queen-rbee-sdk';
import { act, cleanup, render, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useNow, useQueenClock } from './clock.ts';
import { HeartbeatMonitor } from './heartbeat-monitor.tsx';
import { HiveCard } from './hive-card.tsx';
import { HeartbeatProvider } from './store.tsx';
import { hiveOf, queenOf } from './testing.ts';
import { useHeartbeat } from './use-heartbeat.ts';

const START = Date.parse('2025-10-30T20:15:30Z');

beforeEach(() => vi.useFakeTimers({ now: START }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const rfc3339 = (ms: number) => new Date(ms).toISOString();
const text = () => document.body.textContent ?? '';

const Now = () => <i>{(useNow() ?? 0) / 1_000}</i>;

test('all components share one interval, which ends with the last of them', async () => {
  const page = (
    <>
      <Now />
      <Now />
    </>
  );
  const { container, unmount } = render(page);
  expect(vi.getTimerCount()).toBe(1);
  const before = Number(container.textContent?.slice(0, 1));
  await pass(3_000);
  expect(container.textContent).toBe(`${before + 3}${before + 3}`);
  unmount();
  expect(vi.getTimerCount()).toBe(0);
});

test("[H7] without an arrival, the queen's clock is read at the first render", () => {
  const { result, rerender } = renderHook(({ at }: { at?: string }) => useQueenClock(at), {
    initialProps: {},
  });
  expect(result.current).toBeNull();
  const at = '2025-10-30T20:15:00.200Z';
  const reading = { timeMs: START - 29_800, readAt: performance.now() };
  rerender({ at });
  expect(result.current).toEqual(reading);
  vi.advanceTimersByTime(60_000);
  rerender({ at });
  expect(result.current).toEqual(reading);
  rerender({ at: 'no time' });
  expect(result.current).toBeNull();
});

/** A queen whose clock is `aheadMs` ahead of this machine's; it sends one beat and a hive silent for 5 s, and then goes. */
function aQueenThatGoes(aheadMs: number) {
  const time = Date.now() + aheadMs;
  const last_update = rfc3339(time - 5_000);
  const { health: _, last_update: __, ...hive } = hiveOf();
  const events = [
    { type: 'queen', ...queenOf({ timestamp: rfc3339(time), hive_ids: [] }) },
    { type: 'hive_telemetry', ...hive, timestamp: last_update, health: 'down' },
  ];
  let end = () => {};
  const fetch: typeof globalThis.fetch = async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => {
        for (const event of events) {
          stream.enqueue(new TextEncoder().encode(`event: heartbeat\ndata: ${JSON.stringify(event)}\n\n`));
        }
        end = () => stream.close();
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
  const store = createHeartbeatStore({ baseUrl: 'http://queen', fetch });
  return { store, end: () => end() };
}

function Page({ shown }: { readonly shown: boolean }) {
  const { data, connected } = useHeartbeat();
  if (!data || !shown) return null;
  return (
    <HeartbeatMonitor
      workersOnline={data.workers_online}
      hivesOnline={data.hives_online}
      hives={data.hives}
      connected={connected}
      timestamp={data.timestamp}
    />
  );
}

test.each([0, 3_600_000, -90_000])(
  '[H7] a monitor that is mounted while the queen is away counts from the silence, with a queen %s ms ahead',
  async (aheadMs) => {
    const { store, end } = aQueenThatGoes(aheadMs);
    const page = (shown: boolean) => (
      <HeartbeatProvider store={store}>
        <Page shown={shown} />
      </HeartbeatProvider>
    );
    const { rerender } = render(page(false));
    await pass(0);
    end();
    await pass(60_000);
    rerender(page(true));
    expect(text()).toContain('stopped reporting 1m 5s ago');
    rerender(page(false));
    await pass(3_600_000);
    rerender(page(true));
    expect(text()).toContain('stopped reporting 1h 1m ago');
    store.close();
  },
);

test.each([3_600_000, -3_600_000])(
  "a jump of this machine's clock by %s ms changes no age",
  async (jumpMs) => {
    const { store, end } = aQueenThatGoes(0);
    render(
      <HeartbeatProvider store={store}>
        <Page shown />
      </HeartbeatProvider>,
    );
    await pass(0);
    expect(text()).toContain('stopped reporting 5s ago');
    end();
    await pass(0);
    vi.setSystemTime(Date.now() + jumpMs);
    await pass(2_000);
    expect(text()).toContain('stopped reporting 7s ago');
    store.close();
  },
);

test('a jump of the clock changes no age of a card by itself', async () => {
  render(<HiveCard hive={hiveOf({ health: 'down', last_update: rfc3339(START - 5_000) })} />);
  vi.setSystemTime(Date.now() + 3_600_000);
  await pass(2_000);
  expect(text()).toContain('stopped reporting 7s ago');
});
