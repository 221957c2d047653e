import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { aHeartbeat } from '@rbee/contract/builders';
import Fastify from 'fastify';
import { expect, onTestFinished, test, vi } from 'vitest';
import { MAX_ANSWER_MS } from '../overload.ts';
import { RefusalError } from '../problem.ts';
import { Shares } from '../shares.ts';
import { aQueen, RawConnection } from '../testing/index.ts';
import { SlicedAnswers } from './sliced-answers.ts';

const MAX_OPEN = 3;
const PIECE = 'x'.repeat(100_000);

/** A server whose only answer has no end; `made` counts its pieces. */
async function anEndlessAnswer() {
  const refused: string[] = [];
  const answers = new SlicedAnswers({
    monotonic: performance.now.bind(performance),
    places: new Shares({ limit: MAX_OPEN, addressShare: 1 }),
    ownerOf: () => 'a',
    metrics: { limitReached: (limit, bound) => refused.push(`${limit} ${bound}`) },
  });
  const made = { count: 0 };
  const endless = (): Iterator<string, undefined> => ({
    next: () => {
      made.count += 1;
      return { value: PIECE };
    },
  });
  const app = Fastify();
  app.setErrorHandler((error, _request, reply) =>
    reply.code(error instanceof RefusalError ? 503 : 500).send(),
  );
  app.get('/', async (request, reply) => answers.send(request, reply, 'text/plain', endless()));
  const port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port);
  onTestFinished(() => {
    app.server.closeAllConnections();
    return app.close();
  });
  const ask = async (): Promise<IncomingMessage> => {
    const request = get({ port, host: '127.0.0.1', agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.on('error', () => {});
    onTestFinished(() => {
      response.destroy();
    });
    return response;
  };
  return { ask, made, port, refused };
}

test('[Q] lists are sent with gzip if the client accepts it', async () => {
  const { app, post, get } = await aQueen();
  await post(aHeartbeat());
  for (const url of ['/v1/hives', '/v1/workers']) {
    const { headers, rawPayload } = await app.inject({ url, headers: { 'accept-encoding': 'gzip' } });
    expect(headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': 'application/json; charset=utf-8',
      vary: expect.stringContaining('Accept-Encoding'),
    });
    expect(JSON.parse(gunzipSync(rawPayload).toString())).toEqual(await get(url));
    const plain = await app.inject(url);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers['vary']).toContain('Accept-Encoding');
  }
});

test('answers that are not read are bounded in number; a client that leaves frees its place', async () => {
  const { ask, refused } = await anEndlessAnswer();
  const open: IncomingMessage[] = [];
  while (open.length < MAX_OPEN) open.push(await ask());
  expect(open.every(({ statusCode }) => statusCode === 200)).toBe(true);
  expect((await ask()).statusCode).toBe(503);
  expect(refused).toEqual(['answers all']);
  open[0]?.destroy();
  await vi.waitFor(async () => expect((await ask()).statusCode).toBe(200));
});

test('a client that leaves frees the places of all its requests, also of those that waited for another answer', async () => {
  const { ask, port } = await anEndlessAnswer();
  const connection = await RawConnection.open(port);
  connection.socket.pause();
  await connection.say('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(MAX_OPEN));
  await vi.waitFor(async () => expect((await ask()).statusCode).toBe(503));
  connection.socket.destroy();
  for (let open = 0; open < MAX_OPEN; open += 1) {
    await vi.waitFor(async () => expect((await ask()).statusCode).toBe(200));
  }
});

test('an answer that is not read is not made, and ends after a minute', async () => {
  const { ask, made } = await anEndlessAnswer();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const response = await ask();
  const closed = once(response.socket, 'close');
  let before: number;
  do {
    before = made.count;
    for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
  } while (made.count > before);
  vi.advanceTimersByTime(MAX_ANSWER_MS);
  response.resume();
  await closed;
  expect(response.complete).toBe(false);
});
