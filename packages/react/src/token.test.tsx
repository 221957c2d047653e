// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ConnectionStatus } from './connection-status.tsx';
import { HeartbeatProvider } from './store.tsx';
import { useHeartbeat } from './use-heartbeat.ts';

let shown: (string | null)[];
let known: string;

/** A queen that knows one token, and never says anything to who has it. */
beforeEach(() => {
  shown = [];
  known = '';
  vi.stubGlobal('fetch', async (_: string, init?: RequestInit) => {
    const field = new Headers(init?.headers).get('authorization');
    shown.push(field);
    if (field !== `Bearer ${known}`) return new Response('', { status: 401 });
    return new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } });
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function Loading({ token }: { readonly token?: () => string }) {
  const { loading, error } = useHeartbeat(undefined, { token });
  return <p>{loading ? 'loading' : error}</p>;
}

test('[A2] a provider sends its token; another function is used from then on, over the same connection', async () => {
  known = 'short';
  const view = (value: string) => (
    <HeartbeatProvider baseUrl="http://one" token={() => value}>
      <ConnectionStatus />
    </HeartbeatProvider>
  );
  const { rerender } = render(view('old'));
  expect(await screen.findByText('The queen asks who you are')).toBeDefined();
  rerender(view('short'));
  await vi.waitFor(() => expect(shown).toEqual(['Bearer old', 'Bearer short']));
  rerender(view('short'));
  rerender(view('short'));
  expect(shown).toHaveLength(2);
});

test('[A7] useHeartbeat sends a token of its own, and says that it was refused', async () => {
  render(<Loading token={() => 'rbt_revoked'} />);
  expect(screen.getByText('loading')).toBeDefined();
  expect(await screen.findByText(/^http:.* answered 401\.$/)).toBeDefined();
  expect(shown).toEqual(['Bearer rbt_revoked']);
});
