import type { HistoryInfo, HistorySeries } from '@rbee/contract';
import { expect, test } from 'vitest';
import type { SeriesQuery } from './history-query.ts';
import { createQueenClient } from './queen-client.ts';

const T0 = '2025-10-30T20:15:30.000Z';

const ANSWER: HistorySeries = {
  from: T0,
  to: '2025-10-30T20:15:32.000Z',
  tier: '1s',
  step_ms: 1_000,
  points: 2,
  series: [
    {
      hive_id: 'a',
      worker_id: 'a/llm/8080',
      field: 'vram_mb',
      mean: [0, null],
      gaps: [{ from: T0, to: T0, reason: 'no_sample' }],
    },
  ],
};

/** A client whose requests are all answered with `answer`. */
function clientOf(answer: unknown) {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    asked.push(decodeURIComponent(String(input).replace('http://queen', '')));
    return Response.json(answer);
  };
  return { history: createQueenClient({ baseUrl: 'http://queen', fetch }).history, asked };
}

test('[P3] figures over time are asked for by worker, machine or GPU', async () => {
  const { history, asked } = clientOf(ANSWER);
  const query = { worker: 'a/llm/8080', fields: ['vram_mb', 'cpu_pct'], from: '-15m', maxPoints: 900 };
  expect(await history.series(query)).toEqual(ANSWER);
  await history.series({ hive: 'a', each: 'worker', fields: 'vram_mb', from: new Date(T0), to: 'now' });
  await history.series({ gpu: 'GPU-0', hive: undefined, fields: 'power_w', from: T0 });
  expect(asked).toEqual([
    '/v1/history/series?worker=a/llm/8080&fields=vram_mb,cpu_pct&from=-15m&max_points=900',
    `/v1/history/series?hive=a&each=worker&fields=vram_mb&from=${T0}&to=now`,
    `/v1/history/series?gpu=GPU-0&fields=power_w&from=${T0}`,
  ]);
});

test('[P4] [P5] [P6] [P7] the other questions', async () => {
  const top = {
    from: T0,
    to: T0,
    field: 'vram_mb',
    by: 'gpu',
    items: [{ hive_id: 'a', gpu_uuid: 'GPU-0', mean: 1.5, max: 2, count: 2 }],
  };
  const ranking = clientOf(top);
  expect(
    await ranking.history.top({ field: 'vram_used_mb', by: 'gpu', order: 'max', n: 5, from: '-24h' }),
  ).toEqual(top);
  expect(ranking.asked).toEqual(['/v1/history/top?field=vram_used_mb&by=gpu&order=max&n=5&from=-24h']);

  const held = {
    hive_id: 'a',
    gpu_uuid: 'GPU-0',
    name: 'NVIDIA L4',
    at: T0,
    tier: '1s',
    vram_used_mb: null,
    vram_total_mb: 1,
    unattributed_vram_mb: 0,
    holders: [],
  };
  const holders = clientOf(held);
  expect(await holders.history.holders({ gpu: 'GPU-0', at: new Date(T0) })).toEqual(held);
  expect(holders.asked).toEqual([`/v1/history/holders?gpu=GPU-0&at=${T0}`]);

  const page = { items: [], next_cursor: null };
  const events = clientOf(page);
  expect(await events.history.events()).toEqual(page);
  await events.history.events({ worker: 'a/llm/1', from: '-7d', limit: 5, cursor: 'MTI' });
  expect(events.asked).toEqual([
    '/v1/history/events',
    '/v1/history/events?worker=a/llm/1&from=-7d&limit=5&cursor=MTI',
  ]);

  const about: HistoryInfo = { state: 'recording', tiers: [], lost: 0, problems: [] };
  const info = clientOf(about);
  expect(await info.history.info()).toEqual(about);
  expect(info.asked).toEqual(['/v1/history']);
});

test('[P6] all events come page by page', async () => {
  const event = (hive_id: string) => ({ kind: 'hive', type: 'up', hive_id, timestamp: T0, last_update: T0 });
  const pages = [
    { items: [event('a'), event('b')], next_cursor: 'MTI' },
    { items: [event('c')], next_cursor: null },
  ];
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    asked.push(String(input));
    return Response.json(pages.shift());
  };
  const { history } = createQueenClient({ baseUrl: 'http://queen', fetch });
  const hives: string[] = [];
  for await (const { hive_id } of history.allEvents({ from: '-1h' })) hives.push(hive_id);
  expect(hives).toEqual(['a', 'b', 'c']);
  expect(asked).toEqual([
    'http://queen/v1/history/events?from=-1h',
    'http://queen/v1/history/events?from=-1h&cursor=MTI',
  ]);
});

test.each<[string, object, RegExp]>([
  ['no fields', { fields: [] }, /^fields must be a name or a list of 1 to 32 names of fields, not a list\.$/],
  ['a field that is no text', { fields: ['a', 7] }, /^fields must be a name or a list/],
  ['a date that is none', { from: new Date('x') }, /^from must be a Date, or a text such as -15m or /],
  ['a time that is a number', { to: 1_761_855_330_000 }, /^to must be a Date, or a text/],
  [
    'too many points',
    { maxPoints: 86_401 },
    /^maxPoints must be a whole number from 1 to 86400, not 86401\.$/,
  ],
  ['a hive that is a list', { hive: ['a'] }, /^hive must be a text, not a list\.$/],
  [
    'the name of the parameter',
    { max_points: 5 },
    /^There is no "max_points" in this query; there are worker, hive, /,
  ],
  ['a name of every object', { constructor: 'x' }, /^There is no "constructor" in this query/],
])('[P3] %s is refused in one sentence before it is sent', async (_, part, message) => {
  const { history, asked } = clientOf(ANSWER);
  const query = { hive: 'a', fields: 'cpu_pct', from: '-15m', ...part } as SeriesQuery;
  await expect(history.series(query)).rejects.toThrow(message);
  expect(asked).toEqual([]);
});

test('[P3] an answer that the wire does not allow is an error that names the field', async () => {
  const { history } = clientOf({ ...ANSWER, series: [{ ...ANSWER.series[0], mean: [0, 'x'] }] });
  await expect(history.series({ hive: 'a', fields: 'cpu_pct', from: '-15m' })).rejects.toMatchObject({
    kind: 'unexpected',
    message: expect.stringContaining('/series/0/mean/1'),
  });
});
