import { aHeartbeat, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aQueen } from '../testing/index.ts';

const UNSEEN = /[\u200b\u202e]|\\ud83d|\\u0007/;
/** A high surrogate without its low one, as a program sends it that cuts a name in the middle of a character. */
const half = (name: string) => `${name}\ud83d`;

test('[H9] [Q] every page of /v1/workers lists every worker, and no two series of /metrics have equal labels', async () => {
  const { post, get, app } = await aQueen();
  const names = ['a', half('a'), half('b'), 'c\u200b', 'd\u202e', 'e\u0007'];
  const workers = names.map((instance, pid) => aWorker({ instance, pid, model: `m-${instance}` }));
  expect((await post(aHeartbeat({ workers }))).statusCode).toBe(200);

  const pids: number[] = [];
  for (let path: string | null = '/v1/workers?limit=1'; path !== null; ) {
    const page: { items: { pid: number }[]; next_cursor: string | null } = JSON.parse(
      JSON.stringify(await get(path)),
    );
    pids.push(...page.items.map(({ pid }) => pid));
    path = page.next_cursor === null ? null : `/v1/workers?limit=1&cursor=${page.next_cursor}`;
  }
  expect(pids.toSorted()).toEqual([0, 1, 2, 3, 4, 5]);

  const { rawPayload, body } = await app.inject('/metrics');
  const series = body.split('\n').filter((line) => line.startsWith('rbee_worker_'));
  const labels = series.map((line) => line.slice(0, line.lastIndexOf(' ')));
  expect(new Set(labels).size).toBe(labels.length);
  for (const text of [rawPayload.toString(), (await app.inject('/v1/hives')).body]) {
    expect(text).not.toMatch(UNSEEN);
  }
});

test('[H9] [S9] a filter finds a worker by the name that it was sent with and by the name that is shown', async () => {
  const { post, get } = await aQueen();
  await post(
    aHeartbeat({ workers: [aWorker({ model: 'llama\u200b' }), aWorker({ instance: '2', model: 'llama' })] }),
  );
  for (const asked of ['llama\u200b', 'llama\ufffd']) {
    const page = await get(`/v1/workers?model=${encodeURIComponent(asked)}`);
    expect(page['items']).toMatchObject([{ instance: '8080', model: 'llama\ufffd' }]);
  }
});

test('[H9] a refusal does not repeat what cannot be seen', async () => {
  const { get } = await aQueen();
  const { detail } = await get(`/v1/hives/${encodeURIComponent('a\u202eb')}`);
  expect(detail).toBe('The hive a\ufffdb is not known; see /v1/hives.');
});
