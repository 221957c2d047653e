import { once } from 'node:events';
import { connect, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type WatcherConnection, watcherConnection } from './watcher-connection.ts';

const BYTES = 4 * 1024 * 1024;

test('[S6] what a watcher does not take over HTTP/2 is unsent, and drains when it is taken', async () => {
  const { promise, resolve } = Promise.withResolvers<WatcherConnection>();
  const server = createServer((...messages) => {
    resolve(Reflect.apply(watcherConnection, null, messages));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => {
    session.destroy();
    server.close();
  });
  const stream = session.request({ ':path': '/' });
  await once(stream, 'response');
  const connection = await promise;
  const drained = new Promise<void>((done) => connection.onDrain(done));
  expect(connection.write({ framed: Buffer.from('never'), plain: Buffer.alloc(BYTES) })).toBe(false);
  await new Promise(setImmediate);
  expect(connection.unsent).toBeGreaterThan(BYTES / 2);
  stream.resume();
  await drained;
  expect(connection.unsent).toBe(0);
  connection.destroy();
  await once(stream, 'close');
});
