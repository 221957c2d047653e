import { expect, test } from 'vitest';
import { ABSENT, unknownCell } from '../cells.ts';
import { aLayoutOf, aTarget, cells, RemoteFleet, second, seconds } from './testing/index.ts';

const CPU = 'rbee_worker_cpu_ratio{group="llm",hive_id="a",instance="8080"}';
const CPU_MAX = 'rbee_worker_cpu_ratio_max{group="llm",hive_id="a",instance="8080"}';
const FINISHED = 'rbee_worker_requests_finished_total{engine="vllm",group="llm",hive_id="a",instance="8080"}';
const INFO = 'rbee_worker_info{group="llm",hive_id="a",instance="8080",model="qwen"}';
const NODE = 'rbee_node_cpu_ratio{hive_id="a"}';

test('[P9] each interval has a mean and a maximum at its end, and counters have their last value', async () => {
  const fleet = new RemoteFleet(aTarget());
  fleet.report(aLayoutOf('a', 1), (time) => cells(second(time) * 10, second(time), 50));
  await fleet.pass(48);
  // The queen began in the middle of the first interval, which is not whole. The mean of 15 to 29 s is 22 s.
  expect(seconds(fleet, CPU)).toEqual([
    [30, 2.2],
    [45, 3.7],
  ]);
  expect(seconds(fleet, CPU_MAX)).toEqual([
    [30, 2.9],
    [45, 4.4],
  ]);
  expect(seconds(fleet, FINISHED)).toEqual([
    [30, 29],
    [45, 44],
  ]);
  expect(seconds(fleet, INFO)).toEqual([
    [30, 1],
    [45, 1],
  ]);
  expect(fleet.receiver.names.filter((name) => name.includes('_max'))).toHaveLength(2);
});

test('[P9] a request has the headers of the specification, the target has its labels, and redirects are not followed', async () => {
  const target = aTarget({ labels: { site: 'lab', Zone: 'b' }, headers: { 'x-scope-orgid': 'team' } });
  const fleet = new RemoteFleet(target);
  fleet.report(aLayoutOf('a', 1), () => cells(1));
  await fleet.pass(33);
  const [request] = fleet.receiver.requests;
  expect(request?.url).toBe('http://store.example/api/v1/write');
  expect(Object.fromEntries(request?.headers ?? [])).toEqual({
    'content-encoding': 'snappy',
    'content-type': 'application/x-protobuf',
    'user-agent': 'rbee/0.1.0',
    'x-prometheus-remote-write-version': '0.1.0',
    'x-scope-orgid': 'team',
  });
  expect(request?.redirect).toBe('manual');
  expect(request?.series[0]?.labels.map(([name]) => name)).toEqual([
    ...['Zone', '__name__', 'group', 'hive_id', 'instance', 'model', 'site'],
  ]);
});

test('[P9] raw has the sample of each second, and no maximum', async () => {
  const fleet = new RemoteFleet(aTarget({ series: 'raw', intervalMs: 5_000 }));
  fleet.report(aLayoutOf('a', 1), (time) => cells(second(time)));
  await fleet.pass(13);
  expect(seconds(fleet, CPU)).toEqual([5, 6, 7, 8, 9].map((at) => [at, at / 100]));
  expect(fleet.receiver.requests).toHaveLength(1);
  expect(fleet.receiver.names).not.toContain(CPU_MAX);
});

test('[P9] of a hive that reports ten times a second the last sample of each second counts', async () => {
  const fleet = new RemoteFleet(aTarget({ series: 'raw', intervalMs: 5_000 }));
  fleet.report(aLayoutOf('a', 1, { interval_ms: 100 }), (time) => cells(second(time)));
  for (let at = 0; at < 13; at += 1) {
    await fleet.pass(1);
    fleet.backfill('a', [fleet.now - 500, fleet.now - 100], (time) => cells(500 + (time % 1_000) / 100));
  }
  expect(seconds(fleet, CPU)).toEqual([5, 6, 7, 8, 9].map((at) => [at, 5.09]));
});

test('[P9] [W2] a figure that becomes unknown or absent ends with a stale marker, once, and is never 0', async () => {
  const fleet = new RemoteFleet(aTarget({ series: 'raw', intervalMs: 5_000 }));
  const cpuAt = (at: number) => (at === 7 || at === 8 ? unknownCell('timeout') : at > 9 ? ABSENT : 0);
  fleet.report(aLayoutOf('a', 1), (time) => cells(cpuAt(second(time)), 5));
  await fleet.pass(18);
  expect(seconds(fleet, CPU)).toEqual([
    [5, 0],
    [6, 0],
    [7, 'stale'],
    [9, 0],
    [10, 'stale'],
  ]);
  expect(seconds(fleet, FINISHED)).toHaveLength(10);
});

test('[P9] an interval in which a figure is partly unknown has the mean of what is known', async () => {
  const fleet = new RemoteFleet(aTarget());
  const unknown = unknownCell('timeout');
  fleet.report(aLayoutOf('a', 1), (time) =>
    cells(second(time) < 30 && second(time) % 2 === 0 ? 100 : unknown),
  );
  await fleet.pass(63);
  expect(seconds(fleet, CPU)).toEqual([
    [30, 1],
    [45, 'stale'],
  ]);
});

test('[P9] the series of a worker that is gone end, and those of the hive go on', async () => {
  const fleet = new RemoteFleet(aTarget());
  fleet.report(aLayoutOf('a', 1), () => cells(100, 3, 50));
  await fleet.pass(40);
  fleet.report(
    aLayoutOf('a', 2, { entities: [{ kind: 'node' }], columns: [{ entity: 0, field: 'cpu_pct' }] }),
    () => [50],
  );
  await fleet.pass(40);
  // The worker was there for a part of the interval that ends at 45 s.
  expect(seconds(fleet, CPU)).toEqual([
    [30, 1],
    [45, 1],
    [60, 'stale'],
  ]);
  expect(seconds(fleet, CPU_MAX).at(-1)).toEqual([60, 'stale']);
  expect(seconds(fleet, INFO).at(-1)).toEqual([60, 'stale']);
  expect(seconds(fleet, NODE)).toEqual([30, 45, 60, 75].map((at) => [at, 0.5]));
});

test('[P9] a worker that is restarted under its name goes on, and the info of its former model ends', async () => {
  const fleet = new RemoteFleet(aTarget());
  fleet.report(aLayoutOf('a', 1), () => cells(100));
  await fleet.pass(37);
  const [worker, node] = aLayoutOf('a', 2).entities;
  const restarted = { ...worker, pid: 8, model: 'llama' } as typeof worker & object;
  fleet.report(aLayoutOf('a', 2, { entities: [restarted, node as typeof node & object] }), () => cells(200));
  await fleet.pass(40);
  expect(seconds(fleet, CPU)).toEqual([
    [30, 1],
    // 7 s of the one and 8 s of the other.
    [45, expect.closeTo((7 * 1 + 8 * 2) / 15, 12)],
    [60, 2],
    [75, 2],
  ]);
  expect(seconds(fleet, INFO).at(-1)).toEqual([60, 'stale']);
  expect(seconds(fleet, INFO.replace('qwen', 'llama')).at(-1)).toEqual([75, 1]);
});

test('[P9] [R1] the series of a hive end when it is down, not when it is slow', async () => {
  const fleet = new RemoteFleet(aTarget());
  fleet.report(aLayoutOf('a', 1), () => cells(100));
  fleet.report(aLayoutOf('b', 2, { interval_ms: 30_000 }), (time) =>
    second(time) % 30 === 0 ? cells(100) : null,
  );
  await fleet.pass(50);
  fleet.silence('a');
  await fleet.pass(60);
  expect(seconds(fleet, CPU).slice(1)).toEqual([
    [45, 1],
    [60, 1],
    [75, 'stale'],
  ]);
  expect(seconds(fleet, CPU.replace('"a"', '"b"'))).toEqual([
    [45, 1],
    [75, 1],
    [105, 1],
  ]);
});

test('[P9] when the queen stops, what there is of the interval is sent, and every series ends', async () => {
  const fleet = new RemoteFleet(aTarget());
  fleet.report(aLayoutOf('a', 1), () => cells(100));
  await fleet.pass(40);
  await fleet.stop();
  expect(seconds(fleet, CPU)).toEqual([
    [30, 1],
    [40.998, 1],
    [41.001, 'stale'],
  ]);
  fleet.restart(5);
  await fleet.pass(40);
  expect(seconds(fleet, CPU).slice(3)).toEqual([
    [60, 1],
    [75, 1],
  ]);
});

test('[P9] several targets get what each asks for, and one that fails does not hinder another', async () => {
  const fleet = new RemoteFleet(
    aTarget({ name: 'one', url: 'http://one/' }),
    aTarget({ name: 'two', url: 'http://two/', intervalMs: 30_000, labels: { site: 'x' } }),
  );
  fleet.report(aLayoutOf('a', 1), () => cells(100));
  fleet.receiver.away.add('http://two/');
  await fleet.pass(33);
  expect(seconds(fleet, CPU)).toEqual([[30, 1]]);
  fleet.receiver.away.clear();
  await fleet.pass(60);
  expect(fleet.receiver.samplesOf(CPU).map(([time]) => second(time))).toEqual([30, 45, 60, 75, 90]);
  const labelled = CPU.replace('}', ',site="x"}');
  expect(fleet.receiver.samplesOf(labelled).map(([time]) => second(time))).toEqual([60, 90]);
});

test('[P9] a large hive is sent in requests of at most 10,000 samples, each series in one of them', async () => {
  const fleet = new RemoteFleet(aTarget({ series: 'raw', intervalMs: 10_000 }));
  const entities = Array.from({ length: 512 }, (_, n) => ({
    ...({ kind: 'worker', group: 'llm', instance: `${n}`, pid: n, model: null, engine: 'vllm' } as const),
  }));
  const fields = ['cpu_pct', 'rss_mb', 'requests_running', 'ttft_ms_p95'] as const;
  const columns = entities.flatMap((_, entity) => fields.map((field) => ({ entity, field })));
  fleet.report(aLayoutOf('a', 1, { entities, columns }), () => columns.map((_, at) => at));
  await fleet.pass(23);
  const sizes = fleet.receiver.requests.map(({ series }) =>
    series.reduce((sum, { samples }) => sum + samples.length, 0),
  );
  expect(Math.max(...sizes)).toBe(10_000);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(512 * 5 * 10);
  const all = fleet.receiver.requests.flatMap(({ series }) => series.map(({ labels }) => String(labels)));
  expect(new Set(all).size).toBe(all.length);
});
