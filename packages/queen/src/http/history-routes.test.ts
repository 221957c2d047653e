import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { createCheck, HISTORY_LIMITS, HistoryInfoSchema, HistorySeriesSchema, ROUTES } from '@rbee/contract';
import { type Answer, HistoryUnavailable, type Question } from '@rbee/history';
import { aLayout, aSecond, MemoryHistory } from '@rbee/history/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { MAX_OPEN_QUESTIONS } from '../overload.ts';
import { aListeningQueen, aQueen, manualClock } from '../testing/index.ts';

/** The time of the queen's clock in these tests. */
const NOW = manualClock().now();

/** A history that has ten samples of the hive `a`, the last one a second ago. */
function aHistory(): MemoryHistory {
  const history = new MemoryHistory(() => NOW);
  const samples = Array.from(
    { length: 10 },
    (_, second) => [aLayout(), NOW - 10_000 + second * 1_000, Array(8).fill(second)] as const,
  );
  history.append(aSecond(NOW, samples));
  return history;
}

const SERIES = `${ROUTES.historySeries}?worker=a/llm/8080&fields=cpu_pct&from=-10s`;

test('[P3] figures over time are answered as JSON that nobody keeps, compressed if the client accepts gzip', async () => {
  const { app } = await aQueen({ history: aHistory() });
  const plain = await app.inject(SERIES);
  expect(plain.statusCode).toBe(200);
  expect(plain.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    vary: expect.stringContaining('Accept-Encoding'),
  });
  expect(createCheck(HistorySeriesSchema).mismatch(plain.json())).toBeNull();
  expect(plain.json()).toMatchObject({
    tier: '1s',
    points: 10,
    series: [{ mean: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] }],
  });
  const packed = await app.inject({ url: SERIES, headers: { 'accept-encoding': 'gzip' } });
  expect(packed.headers['content-encoding']).toBe('gzip');
  expect(JSON.parse(gunzipSync(packed.rawPayload).toString())).toEqual(plain.json());
});

test('[P4] [P5] [P6] the other questions have addresses of their own', async () => {
  const { get: read } = await aQueen({ history: aHistory() });
  expect(await read(`${ROUTES.historyTop}?field=cpu_pct&from=-15m`)).toMatchObject({
    by: 'worker',
    items: [{ worker_id: 'a/llm/8080', mean: 4.5, max: 9, count: 10 }],
  });
  expect(await read(`${ROUTES.historyHolders}?gpu=GPU-0&at=-3s`)).toMatchObject({
    hive_id: 'a',
    holders: [{ worker_id: 'a/llm/8080', vram_mb: 7 }],
  });
  expect(await read(ROUTES.historyEvents)).toEqual({ items: [], next_cursor: null });
});

test('[P7] what is kept is answered, and what is wrong', async () => {
  const history = aHistory();
  const { get: read } = await aQueen({ history });
  history.about = { state: 'paused', tiers: [], lost: 3, problems: ['The disk is full.'] };
  const info = await read(ROUTES.history);
  expect(info).toEqual(history.about);
  expect(createCheck(HistoryInfoSchema).mismatch(info)).toBeNull();
});

test('[P7] a queen that keeps no history says so at each address of it', async () => {
  const { app } = await aQueen();
  const urls = [ROUTES.history, SERIES, ROUTES.historyTop, ROUTES.historyHolders, ROUTES.historyEvents];
  for (const url of urls) {
    const { statusCode, headers, body } = await app.inject(url);
    expect([statusCode, JSON.parse(body).code]).toEqual([404, 'history_off']);
    expect(headers['content-type']).toBe('application/problem+json');
  }
});

test('[P7] files that cannot be read are a 503 with the reason, and heartbeats go on', async () => {
  const history = aHistory();
  history.ask = async () => {
    throw new HistoryUnavailable('The disk does not answer; look at the log of the queen.');
  };
  const { app, get: read } = await aQueen({ history });
  const { statusCode, headers, body } = await app.inject(SERIES);
  expect([statusCode, headers['retry-after']]).toEqual([503, '5']);
  expect(JSON.parse(body)).toMatchObject({
    code: 'history_unavailable',
    detail: 'The disk does not answer; look at the log of the queen.',
  });
  expect(await read(ROUTES.hives)).toMatchObject({ items: [] });
});

test('[P3] [P5] a question that cannot be answered is refused, and nothing is read for a wrong one', async () => {
  const history = aHistory();
  const ask = vi.spyOn(history, 'ask');
  const { app } = await aQueen({ history });
  const refused = async (url: string) => {
    const { statusCode, body } = await app.inject(url);
    const { code, detail } = JSON.parse(body);
    return [statusCode, code, detail];
  };
  expect(await refused(`${ROUTES.historySeries}?hive=a&fields=cpu&from=-1m`)).toEqual([
    400,
    'bad_request',
    expect.stringMatching(/^fields has "cpu", which is no field of a hive; /),
  ]);
  expect(await refused(`${ROUTES.historyTop}?field=cpu_pct&from=soon`)).toEqual([
    400,
    'bad_request',
    expect.stringMatching(/^from must be a time such as /),
  ]);
  expect(ask).not.toHaveBeenCalled();
  expect(await refused(`${ROUTES.historyHolders}?gpu=GPU-9`)).toEqual([
    404,
    'gpu_not_found',
    'The GPU GPU-9 was not reported at 2025-10-30T20:15:30.000Z; see /v1/hives for the GPUs.',
  ]);
  ask.mockResolvedValueOnce({ kind: 'too_large', detail: 'There are more than 20000 series.' });
  expect(await refused(SERIES)).toEqual([400, 'bad_request', 'There are more than 20000 series.']);
});

/** A queen whose history answers each question when the test says so. */
async function aWaitingHistory() {
  const asked: { readonly question: Question; readonly answer: (answer: Answer) => void }[] = [];
  const history = new MemoryHistory(() => NOW);
  history.ask = (question) => new Promise((answer) => asked.push({ question, answer }));
  const queen = await aListeningQueen({ history });
  const open = (): { readonly response: Promise<IncomingMessage>; readonly leave: () => void } => {
    const request = get({ port: queen.port, path: SERIES, agent: false });
    request.on('error', () => {});
    onTestFinished(() => {
      request.destroy();
    });
    const response = once(request, 'response').then(([it]) => it as IncomingMessage);
    response.catch(() => {});
    return { response, leave: () => request.destroy() };
  };
  return { ...queen, asked, open };
}

const answerOf = (length: number): Answer => ({ kind: 'json', bytes: new Uint8Array(length).fill(32) });

test('[P3] one address has its share of the open questions; a client that leaves frees its place when it was answered', async () => {
  const { asked, open, metric } = await aWaitingHistory();
  const share = MAX_OPEN_QUESTIONS / 2;
  const waiting = Array.from({ length: share }, open);
  await vi.waitFor(() => expect(asked).toHaveLength(share));
  expect((await open().response).statusCode).toBe(503);
  expect(await metric('rbee_limit_reached_total{limit="questions",bound="address"}')).toBe(1);
  waiting[0]?.leave();
  asked[1]?.answer(answerOf(2));
  expect((await waiting[1]?.response)?.resume().statusCode).toBe(200);
  const next = open();
  await vi.waitFor(() => expect(asked).toHaveLength(share + 1));
  expect((await open().response).statusCode).toBe(503);
  asked[0]?.answer(answerOf(2));
  asked[share]?.answer(answerOf(2));
  expect((await next.response).resume().statusCode).toBe(200);
  await vi.waitFor(() => {
    open();
    expect(asked.length).toBeGreaterThan(share + 1);
  });
});

test('[P3] answers that wait to be sent are bounded in bytes, and a client that leaves gives them back', async () => {
  const { asked, open, metric } = await aWaitingHistory();
  const first = open();
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  asked[0]?.answer(answerOf(60 * 1024 * 1024));
  expect((await first.response).statusCode).toBe(200);
  const second = open();
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  asked[1]?.answer(answerOf(10 * 1024 * 1024));
  expect((await second.response).statusCode).toBe(503);
  expect(await metric('rbee_limit_reached_total{limit="answer_bytes",bound="address"}')).toBe(1);
  first.leave();
  await vi.waitFor(async () => {
    const before = asked.length;
    const again = open();
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(before));
    asked.at(-1)?.answer(answerOf(10 * 1024 * 1024));
    expect((await again.response).resume().statusCode).toBe(200);
  });
});

test('[P3] the OpenAPI document has the parameters of each question with their bounds', async () => {
  const { get: read } = await aQueen();
  const { paths } = (await read(ROUTES.openapi)) as {
    paths: Record<string, { get: { parameters: object[] } }>;
  };
  const parameters = paths[ROUTES.historySeries]?.get.parameters ?? [];
  expect(parameters).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        name: 'max_points',
        schema: expect.objectContaining({
          maximum: HISTORY_LIMITS.maxPoints,
          default: HISTORY_LIMITS.defaultPoints,
        }),
      }),
      expect.objectContaining({
        name: 'fields',
        description: expect.stringContaining('generation_tokens_per_s'),
      }),
    ]),
  );
});

test('[P3] a HEAD request is answered without the body, and keeps no place', async () => {
  const { port } = await aListeningQueen({ history: aHistory() });
  for (let asked = 0; asked < MAX_OPEN_QUESTIONS; asked += 1) {
    const { status } = await fetch(`http://127.0.0.1:${port}${SERIES}`, { method: 'HEAD' });
    expect(status).toBe(200);
  }
});
