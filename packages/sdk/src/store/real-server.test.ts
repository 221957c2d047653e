import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aQueenHeartbeat, aTelemetry } from '@rbee/contract/builders';
import { afterEach, expect, test } from 'vitest';
import type { FleetState } from '../state.ts';
import { frameText } from '../testing/index.ts';
import { createHeartbeatStore, type HeartbeatStore } from './heartbeat-store.ts';

/** A client of a queen on a real socket; the test writes its stream. */
interface Watcher {
  readonly headers: IncomingHttpHeaders;
  readonly response: ServerResponse;
}

const open: { close: () => void }[] = [];
afterEach(() => {
  for (const it of open.splice(0)) it.close();
});

async function listen(
  greet: (watcher: Watcher) => void,
  port = 0,
): Promise<{ server: Server; port: number }> {
  const server = createServer(({ headers }, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    greet({ headers, response });
  });
  open.push({ close: () => stop(server) });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

function stop(server: Server): void {
  server.close();
  server.closeAllConnections();
}

function watch(port: number): HeartbeatStore {
  const store = createHeartbeatStore({ baseUrl: `http://127.0.0.1:${port}`, random: () => 0 });
  open.push(store);
  return store;
}

/** Resolves with the first state, the current one included, that is wanted. */
function until(store: HeartbeatStore, isWanted: (state: FleetState) => boolean): Promise<FleetState> {
  return new Promise((resolve) => {
    const look = (): void => {
      const state = store.getState();
      if (!isWanted(state)) return;
      queueMicrotask(() => leave());
      resolve(state);
    };
    const leave = store.subscribe(look);
    look();
  });
}

const BEAT = frameText(aQueenHeartbeat({ hive_ids: ['a', 'b'] }), 'x-1');
const hiveText = (hive_id: string, id: string, seq: number) => frameText(aTelemetry({ hive_id, seq }), id);

test('[S5] it reconnects with the last id after a connection is cut', async () => {
  const ids: (string | undefined)[] = [];
  const { port } = await listen(({ headers, response }) => {
    ids.push(headers['last-event-id'] as string | undefined);
    if (ids.length === 1) response.write(BEAT + hiveText('a', 'x-2', 1), () => response.destroy());
    else response.write(hiveText('a', 'x-3', 2));
  });
  const store = watch(port);
  const state = await until(store, ({ hives }) => hives[0]?.seq === 2);
  expect(ids).toEqual([undefined, 'x-2']);
  expect(state.connection).toMatchObject({ state: 'live', attempt: 0, error: null });
});

test('[S5] after a restart of the queen, hives that it does not know are removed and the connection recovers', async () => {
  const first = await listen(({ response }) => {
    response.write(BEAT + hiveText('a', 'x-2', 1) + hiveText('b', 'x-3', 1));
  });
  const store = watch(first.port);
  const stay = store.subscribe(() => {});
  await until(store, ({ hives }) => hives.length === 2);
  stop(first.server);
  const away = await until(store, ({ connection }) => connection.state === 'offline');
  expect(away.hives).toHaveLength(2);
  expect(away.connection.error).toMatch(/^The (queen closed the stream|stream was cut off: .+)\.$/);
  await until(store, ({ connection }) => connection.error?.includes('ECONNREFUSED') === true);
  await listen(({ headers, response }) => {
    expect(headers['last-event-id']).toBe('x-3');
    const reset = { type: 'reset', hive_ids: ['b'], timestamp: '2025-10-30T20:15:31Z' };
    response.write(frameText(reset, 'y-1') + hiveText('b', 'y-2', 1));
  }, first.port);
  const back = await until(store, ({ connection }) => connection.state === 'live');
  expect(back.hives.map((hive) => hive.hive_id)).toEqual(['b']);
  stay();
});

test('malformed frames are counted, and a stream cut at every byte is read', async () => {
  const bad = ['no JSON', '{"type":"queen"}', '[]', JSON.stringify({ ...aTelemetry(), hive_id: 'a/b' })];
  const text = `: hello 🐝\n\n${BEAT}${bad.map((data) => frameText(data)).join('')}${hiveText('c', 'x-9', 5)}`;
  const { port } = await listen(async ({ response }) => {
    for (const byte of Buffer.from(text)) {
      await new Promise((done) => response.write(Uint8Array.of(byte), done));
    }
  });
  const store = watch(port);
  const state = await until(store, ({ hives }) => hives.length === 1);
  expect(state.hives[0]).toMatchObject({ hive_id: 'c', seq: 5, health: 'healthy' });
  expect(state.connection).toMatchObject({ state: 'live', skippedFrames: bad.length });
});
