// @vitest-environment happy-dom
import { createHeartbeatStore, type HeartbeatStore } from '@rbee/queen-rbee-sdk';
import { cleanup, render, screen } from '@testing-library/react';
import { StrictMode, useEffect, useState } from 'react';
import { afterEach, expect, test } from 'vitest';
import { HeartbeatProvider } from './store.tsx';
import { queenOf } from './testing.ts';
import { useHeartbeat } from './use-heartbeat.ts';

afterEach(cleanup);

const beat = `event: heartbeat\nid: 1\ndata: ${JSON.stringify({ type: 'queen', ...queenOf() })}\n\n`;

/** A queen that sends one beat on each stream; counts the open ones. */
function aQueen() {
  const open = new Set<AbortSignal>();
  const fetch: typeof globalThis.fetch = async (_, init) => {
    const signal = init?.signal ?? new AbortController().signal;
    open.add(signal);
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => {
        stream.enqueue(new TextEncoder().encode(beat));
        signal.addEventListener('abort', () => {
          open.delete(signal);
          stream.error(signal.reason);
        });
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
  return { fetch, open };
}

function Counts() {
  const { data, error } = useHeartbeat();
  return <p>{data ? `${data.workers_online} online` : (error ?? 'waiting')}</p>;
}

/** Makes its store and closes it in the clean-up of an effect, as the description of the provider says. */
function Page({ fetch }: { readonly fetch: typeof globalThis.fetch }) {
  const [store] = useState<HeartbeatStore>(() => createHeartbeatStore({ baseUrl: 'http://queen', fetch }));
  useEffect(() => () => store.close(), [store]);
  return (
    <HeartbeatProvider store={store}>
      <Counts />
    </HeartbeatProvider>
  );
}

test("an own store that is closed in an effect's clean-up lives on in strict mode, and ends with the page", async () => {
  const queen = aQueen();
  const { unmount } = render(
    <StrictMode>
      <Page fetch={queen.fetch} />
    </StrictMode>,
  );
  expect(await screen.findByText('1 online')).toBeDefined();
  expect(queen.open.size).toBe(1);
  unmount();
  expect(queen.open.size).toBe(0);
});

test('a provider takes a store that may be undefined, and changes to it when it is there', async () => {
  const queen = aQueen();
  const store = createHeartbeatStore({ baseUrl: 'http://queen', fetch: queen.fetch });
  const page = (maybe: HeartbeatStore | undefined) => (
    <HeartbeatProvider store={maybe} baseUrl="/not-yet">
      <Counts />
    </HeartbeatProvider>
  );
  const { rerender } = render(page(undefined));
  expect(screen.getByText(/^baseUrl must be /)).toBeDefined();
  rerender(page(store));
  expect(await screen.findByText('1 online')).toBeDefined();
  cleanup();
  store.close();
});
