import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { createFiles, type Files } from '../files/index.ts';
import { isUnchanged, SocketTable } from './socket-table.ts';

/** Rows of `/proc/net/tcp` that are more than a page. */
const MANY = 60;

async function listen() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

test.runIf(process.platform === 'linux')(
  'of many sockets of this machine all that listen are found, and connections are not read to the end',
  async () => {
    const all = await Promise.all(Array.from({ length: MANY }, listen));
    const clients = all.map(({ port }) => connect(port, '127.0.0.1'));
    await Promise.all(clients.map((it) => once(it, 'connect')));
    const files = createFiles();
    let chars = 0;
    const text: Files['text'] = (...asked) => {
      const answer = files.text(...asked);
      if (asked[0].endsWith('/tcp')) chars += answer.ok ? answer.value.length : 0;
      return answer;
    };
    const found = new SocketTable({ ...files, text }, '/proc').at(0).listeningOf(process.pid);
    const whole = files.text('/proc/self/net/tcp');
    for (const it of clients) it.destroy();
    for (const { server } of all) server.close();
    const ports = all.map(({ port }) => port);
    expect(found.ok && found.value.tcp.map((it) => it.port)).toEqual(expect.arrayContaining(ports));
    expect(chars).toBeLessThan(whole.ok ? whole.value.length : 0);
  },
);

test('descriptors are read again when other sockets listen, after a minute, and if that is not known', () => {
  const before = { version: '1', readMs: 5_000 };
  expect(isUnchanged(before, '1', 64_999)).toBe(true);
  expect(isUnchanged(before, '1', 65_000)).toBe(false);
  expect(isUnchanged(before, '2', 6_000)).toBe(false);
  expect(isUnchanged({ ...before, version: null }, null, 6_000)).toBe(false);
});
