import { gunzipSync } from 'node:zlib';
import { aHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aQueen } from '../testing/index.ts';

async function aFleet() {
  const queen = await aQueen();
  const { agent } = aNode();
  const lost = { skipped: 3, failed: 0, dropped: 101, refused: 1 };
  const node = aNode({ unreadable_processes: 2, agent: { ...agent, lost } });
  const several = [{ name: 'a', rss_mb: 3, vram_mb: 0, unknown: { vram_mb: 'mig' as const } }, { name: 'b' }];
  const workers = [
    aWorker({ model: 'a', models: several }),
    aWorker({ instance: 'x "y" \\z', group: 'tts', model: null }),
  ];
  await queen.post(aHeartbeat({ hive_id: 'two', workers, node }));
  await queen.post(aHeartbeat({ hive_id: 'one', workers: [aWorker({ model: 'c' })] }));
  await queen.post(aHeartbeat({ hive_id: 'none', workers: [] }));
  const scrape = async (query = '') => (await queen.app.inject(`/metrics${query}`)).body;
  /** The series of a metric without their values and common labels. */
  const series = async (name: string, query = '') =>
    (await scrape(query))
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .map((line) => line.slice(name.length, line.lastIndexOf(' ')));
  return { ...queen, scrape, series };
}

/** Checks the rules of the format, and returns the series of each metric. */
function checked(text: string): Map<string, string[]> {
  expect(text === '' || text.endsWith('\n')).toBe(true);
  const metrics = new Map<string, string[]>();
  const types = new Map<string, string>();
  let current = '';
  for (const line of text.split('\n').slice(0, -1)) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') {
      expect(metrics.has(name), `${name} is in one group`).toBe(false);
      current = name;
      metrics.set(name, []);
    } else if (kind === 'TYPE') {
      expect(name).toBe(current);
      types.set(name, rest);
    } else if (line !== '') {
      expect(line).toMatch(/^\w+(\{\w+="([^"\\]|\\[\\"n])*"(,\w+="([^"\\]|\\[\\"n])*")*\})? \S+$/);
      const own = types.get(current) === 'histogram' ? '(_bucket|_sum|_count)' : '';
      expect(line).toMatch(new RegExp(`^${current}${own}[{ ]`));
      metrics.get(current)?.push(line.slice(0, line.lastIndexOf(' ')));
    }
  }
  for (const [name, lines] of metrics) {
    expect(new Set(lines).size, `the series of ${name} differ`).toBe(lines.length);
    const isTotal = /_total$/.test(name);
    expect(types.get(name) === 'counter', `${name}: a counter, and no other, ends in _total`).toBe(isTotal);
  }
  return metrics;
}

test('[Q] the text has all series of a metric together, each once, after its help and type', async () => {
  const { scrape } = await aFleet();
  const metrics = checked(await scrape());
  expect(metrics.get('rbee_worker_cpu_ratio')).toEqual([
    'rbee_worker_cpu_ratio{hive_id="one",group="llm",instance="8080"}',
    'rbee_worker_cpu_ratio{hive_id="two",group="llm",instance="8080"}',
    'rbee_worker_cpu_ratio{hive_id="two",group="tts",instance="x \\"y\\" \\\\z"}',
  ]);
  expect(metrics.get('rbee_hive_samples_lost_total')).toHaveLength(4);
  expect(metrics.get('process_open_fds')).toHaveLength(1);
  expect(metrics.get('rbee_workers_online')).toHaveLength(1);
});

test('[W5] all models of a worker are labels, and memory of their own is a metric', async () => {
  const { series } = await aFleet();
  const labels = (rest: string) => `{hive_id="two",group="llm",instance="8080",${rest}}`;
  expect(await series('rbee_worker_info', '?model=b')).toEqual([labels('model="a",origin=""')]);
  expect(await series('rbee_worker_model_info', '?model=b')).toEqual([
    labels('model="a"'),
    labels('model="b"'),
  ]);
  expect(await series('rbee_worker_model_resident_bytes')).toEqual([labels('model="a"')]);
  expect(await series('rbee_worker_model_vram_used_bytes')).toEqual([]);
});

test('[Q] hive, group and model filter the metrics as they filter the lists', async () => {
  const { series, scrape } = await aFleet();
  const hives = async (query: string) =>
    (await series('rbee_hive_clock_skew_seconds', query)).map((it) => /"(.*)"/.exec(it)?.[1]);
  const workers = async (query: string) =>
    (await series('rbee_worker_uptime_seconds', query)).map((it) =>
      [...it.matchAll(/="([^,]*)"/g)].map(([, value]) => value).join('/'),
    );
  expect(await hives('?hive=one&hive=none&hive=unknown')).toEqual(['none', 'one']);
  expect(await workers('?hive=one&hive=none')).toEqual(['one/llm/8080']);
  expect(await hives('?group=llm')).toEqual(['one', 'two']);
  expect(await workers('?group=llm')).toEqual(['one/llm/8080', 'two/llm/8080']);
  expect(await workers('?model=b&model=c')).toEqual(['one/llm/8080', 'two/llm/8080']);
  expect(await workers('?hive=two&model=c')).toEqual([]);
  expect(await hives('?group=tts&model=a')).toEqual([]);
  for (const query of ['?hive=two', '?group=llm', '?model=a', '?hive=unknown']) checked(await scrape(query));
});

test('[Q] with a filter the metrics are of hives and workers alone', async () => {
  const { scrape } = await aFleet();
  for (const name of ['rbee_hives', 'rbee_workers_online', 'rbee_overloaded', 'process_open_fds']) {
    expect(checked(await scrape('?hive=one')).has(name)).toBe(false);
    expect(checked(await scrape('?unknown=one')).has(name)).toBe(true);
  }
});

test('[Q] the metrics are sent with gzip if the client accepts it', async () => {
  const { app, scrape } = await aFleet();
  const headers = { 'accept-encoding': 'gzip' };
  const answer = await app.inject({ url: '/metrics?group=llm', headers });
  expect(answer.headers).toMatchObject({
    'content-encoding': 'gzip',
    'content-type': 'text/plain; version=0.0.4; charset=utf-8',
  });
  expect(gunzipSync(answer.rawPayload).toString()).toBe(await scrape('?group=llm'));
});

test('[R1] a hive that is down has no series of workers, with and without a filter', async () => {
  const { series, advance } = await aFleet();
  advance(10_000);
  for (const query of ['', '?group=llm']) {
    expect(await series('rbee_worker_info', query)).toEqual([]);
    expect(await series('rbee_worker_model_resident_bytes', query)).toEqual([]);
    expect(await series('rbee_hive_last_heartbeat_age_seconds', query)).toHaveLength(query === '' ? 3 : 2);
  }
});

test('[Q] hives that come and go while the metrics are made leave the text well-formed', async () => {
  const { scrape, post, app } = await aFleet();
  const scraped = scrape();
  await Promise.all([
    app.inject({ method: 'DELETE', url: '/v1/hives/one' }),
    post(aHeartbeat({ hive_id: 'a-new-one' })),
    post(aHeartbeat({ hive_id: 'zz-new-one' })),
  ]);
  checked(await scraped);
});
