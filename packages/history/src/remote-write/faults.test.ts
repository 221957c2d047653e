import { expect, test, vi } from 'vitest';
import { aLayoutOf, aTarget, cells, NOON, RemoteFleet, second, seconds } from './testing/index.ts';

// Some of them simulate an hour, second by second.
vi.setConfig({ testTimeout: 60_000 });

const CPU = 'rbee_worker_cpu_ratio{group="llm",hive_id="a",instance="8080"}';
const NAME = 'rbee_worker_cpu_ratio';
const FINISHED = 'rbee_worker_requests_finished_total{engine="vllm",group="llm",hive_id="a",instance="8080"}';
const NODE = 'rbee_node_cpu_ratio{hive_id="a"}';

/** The means that `steady` gives, with the times of their ends. */
const means = (from: number, to: number) =>
  Array.from({ length: (to - from) / 15 + 1 }, (_, n) => [from + n * 15, 1 + (from + n * 15 - 8)]);

/** A fleet with one hive, whose worker uses 100 % and one more in each second. */
function steady(...targets: Parameters<typeof aTarget>): RemoteFleet {
  const fleet = new RemoteFleet(aTarget(...targets));
  fleet.report(aLayoutOf('a', 1), (time) => cells(100 * (second(time) + 1), 7));
  return fleet;
}

test.each([429, 500, 503])('[P9] %i is tried again, not before Retry-After', async (status) => {
  const fleet = steady();
  fleet.receiver.answers.push({ status, headers: { 'retry-after': '20' } });
  await fleet.pass(33);
  expect(fleet.receiver.requests).toHaveLength(1);
  expect(fleet.state).toMatchObject({ sent: 0, dropped: 0, retries: 1 });
  expect(fleet.state?.problem).toBe(`Remote write to store: it answered ${status}.`);
  await fleet.pass(18);
  expect(fleet.receiver.requests).toHaveLength(1);
  await fleet.pass(3);
  expect(seconds(fleet, CPU)).toEqual(means(30, 45));
  expect(fleet.state?.problem).toBeUndefined();
});

test('[P9] without Retry-After the waits grow to a minute at most', async () => {
  const fleet = steady();
  fleet.receiver.always = { status: 503 };
  const tries: number[] = [];
  for (let at = 0; at < 400; at += 1) {
    const before = fleet.receiver.requests.length;
    await fleet.pass(1);
    if (fleet.receiver.requests.length > before) tries.push(at);
  }
  const waits = tries.slice(1).map((at, n) => at - (tries[n] as number));
  // The random part is at its least in this test: half of 1, 2, 4 ... 60 s.
  expect(waits).toEqual(
    [1, 1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30].slice(0, waits.length),
  );
  expect(waits.length).toBeGreaterThan(10);
});

test('[P9] another 4xx is not tried again: the request is dropped and counted, and the next one is sent', async () => {
  const fleet = steady();
  fleet.receiver.answers.push({ status: 400 });
  await fleet.pass(48);
  expect(seconds(fleet, CPU)).toEqual(means(45, 45));
  expect(fleet.state).toMatchObject({ dropped: 4, sent: 4, retries: 0 });
  expect(fleet.state?.problem).toBe('Remote write to store: it answered 400.');
  await fleet.pass(45);
  expect(fleet.state?.problem).toBeUndefined();
});

test('[P9] a receiver that refuses one sample of a request does not block the queue', async () => {
  const fleet = steady();
  await fleet.pass(33);
  // The receiver has a sample of the future for one series, so it refuses every request in which this series has an earlier one.
  const labels =
    fleet.receiver.requests[0]?.series.find(({ labels: [name] }) => name?.[1] === NAME)?.labels ?? [];
  fleet.receiver.put(labels, NOON + 50_000, 1);
  await fleet.pass(30);
  expect(seconds(fleet, FINISHED).map(([time]) => time)).toEqual([30, 60]);
  expect(fleet.state).toMatchObject({ dropped: 4, retries: 0 });
});

test('[P9] a redirect is not followed, and says what to do', async () => {
  const fleet = steady();
  fleet.receiver.answers.push({ status: 308, headers: { location: 'http://elsewhere/' } });
  await fleet.pass(32);
  expect(new Set(fleet.receiver.requests.map(({ url }) => url)).size).toBe(1);
  expect(fleet.state?.problem).toContain('it answered 308, a redirect: name the address that it leads to');
  await fleet.pass(2);
  expect(seconds(fleet, CPU)).toEqual(means(30, 30));
});

test('[P9] a receiver that never answers is given up after 30 s, and gets the request again', async () => {
  const fleet = steady();
  fleet.receiver.answers.push('hang');
  await fleet.pass(32 + 29);
  expect(fleet.receiver.requests).toHaveLength(1);
  await fleet.pass(5);
  expect(seconds(fleet, CPU)).toEqual(means(30, 60));
  expect(fleet.state).toMatchObject({ retries: 1, dropped: 0 });
});

test.each([15_000, 5_000, 40_000])(
  '[P9] a receiver that is away for ten minutes gets everything, in order, from the history; interval %i ms',
  async (intervalMs) => {
    const [there, away] = [steady({ intervalMs }), steady({ intervalMs })];
    for (const fleet of [there, away]) {
      fleet.report(aLayoutOf('b', 2), (time) => (second(time) % 7 === 0 ? cells(3, 1) : null));
    }
    await there.pass(900);
    await away.pass(100);
    away.receiver.always = 'refuse';
    await away.pass(600);
    expect(away.state?.lag_ms).toBeGreaterThan(590_000);
    expect(away.state?.problem).toBe('Remote write to store: it cannot be reached (ECONNREFUSED).');
    away.receiver.always = undefined;
    await away.pass(200);
    expect(away.receiver.names).toEqual(there.receiver.names);
    for (const name of there.receiver.names) {
      expect(away.receiver.samplesOf(name)).toEqual(there.receiver.samplesOf(name));
    }
    expect(away.state).toMatchObject({ dropped: 0, sent: there.state?.sent });
  },
);

test('[P9] raw samples are caught up in the same way', async () => {
  const fleet = steady({ series: 'raw', intervalMs: 5_000 });
  await fleet.pass(20);
  fleet.receiver.always = { status: 503 };
  await fleet.pass(600);
  fleet.receiver.always = undefined;
  await fleet.pass(100);
  expect(seconds(fleet, CPU)).toEqual(Array.from({ length: 710 }, (_, n) => [n + 5, n + 6]));
});

test('[P9] a queen that is killed goes on after its restart: nothing is missing, and what ended meanwhile is ended', async () => {
  const fleet = steady();
  fleet.report(aLayoutOf('b', 2), () => cells(100));
  await fleet.pass(100);
  fleet.receiver.always = 'refuse';
  await fleet.pass(60);
  fleet.receiver.always = undefined;
  fleet.silence('b');
  fleet.restart(40);
  await fleet.pass(120);
  // For 40 s there was no queen.
  const values = seconds(fleet, CPU).map(([time, value]) => [time, value === 'stale' ? value : 'value']);
  expect(values).toEqual([
    ...[30, 45, 60, 75, 90, 105, 120, 135, 150, 165].map((at) => [at, 'value']),
    [180, 'stale'],
    ...[210, 225, 240, 255, 270, 285, 300, 315].map((at) => [at, 'value']),
  ]);
  expect(seconds(fleet, CPU.replace('"a"', '"b"')).at(-1)).toEqual([180, 'stale']);
});

test('[P9] a queen that is killed between two requests of an interval sends the rest of it, and nothing twice', async () => {
  const fleet = new RemoteFleet(aTarget({ intervalMs: 3_000 }));
  const entities = Array.from({ length: 50 }, (_, n) => ({
    ...({ kind: 'worker', group: 'llm', instance: `${n}`, pid: n, model: null } as const),
  }));
  const fields = ['cpu_pct', 'rss_mb', 'io_r_mb_s', 'io_w_mb_s'] as const;
  const columns = entities.flatMap((_, entity) => fields.map((field) => ({ entity, field })));
  const hives = Array.from({ length: 24 }, (_, n) => `hive-${10 + n}`);
  for (const [n, hive] of hives.entries()) {
    fleet.report(aLayoutOf(hive, n + 1, { entities, columns }), () => columns.map((_, at) => at));
  }
  // A hive has 450 samples, so the first request has 22 hives and a part of the next one. The other one is not answered.
  fleet.receiver.answers.push({ status: 204 }, 'hang');
  await fleet.pass(9);
  fleet.restart();
  const before = fleet.receiver.requests.length;
  await fleet.pass(6);
  const hivesOf = ({ series }: (typeof fleet.receiver.requests)[number]) =>
    series.flatMap(({ labels }) => labels.flatMap(([name, value]) => (name === 'hive_id' ? [value] : [])));
  const next = fleet.receiver.requests.slice(before, before + 1).flatMap(hivesOf);
  expect([...new Set(next)]).toEqual(hives.slice(22));
  expect(fleet.state).toMatchObject({ dropped: 0 });
  for (const hive of hives.slice(22)) {
    const name = `rbee_worker_cpu_ratio{group="llm",hive_id="${hive}",instance="49"}`;
    expect(seconds(fleet, name).map(([time]) => time)).toEqual([6, 9, 12]);
  }
});

test('[P9] a target that is more than an hour behind goes on with the present, and gets the rest afterwards', {
  timeout: 30_000,
}, async () => {
  const fleet = steady({ intervalMs: 60_000 });
  fleet.receiver.takesOld = true;
  await fleet.pass(130);
  fleet.receiver.always = 'refuse';
  await fleet.pass(3_700);
  expect(fleet.state?.lag_ms).toBeLessThan(310_000);
  fleet.receiver.always = undefined;
  await fleet.pass(130);
  const present = fleet.receiver.requests.at(-1)?.series[0]?.samples[0]?.[0] ?? 0;
  expect(present).toBeGreaterThan(fleet.now - 200_000);
  await fleet.pass(200);
  const times = seconds(fleet, CPU).map(([time]) => time);
  expect(times).toEqual(Array.from({ length: times.length }, (_, n) => 120 + n * 60));
  expect(times.at(-1)).toBeGreaterThan(4_000);
});

test('[P9] while the history cannot be read, what is in memory is sent, and the rest when it can be', async () => {
  const fleet = steady();
  await fleet.pass(40);
  fleet.receiver.always = 'refuse';
  await fleet.pass(200);
  fleet.storeFailure = new Error('the disk is gone');
  fleet.receiver.always = undefined;
  await fleet.pass(60);
  expect(fleet.state?.problem).toBe('Remote write to store: the history cannot be read (the disk is gone).');
  fleet.storeFailure = undefined;
  await fleet.pass(20);
  expect(seconds(fleet, CPU)).toEqual(means(30, 315));
  expect(fleet.state?.problem).toBeUndefined();
});

test('[P9] a queen that cannot read its history after a restart waits with what depends on it', async () => {
  const fleet = steady();
  await fleet.pass(90);
  fleet.silence('a');
  await fleet.pass(3);
  fleet.storeFailure = new Error('the disk is gone');
  fleet.restart(5);
  await fleet.pass(30);
  expect(fleet.state?.problem).toContain('the disk is gone');
  fleet.storeFailure = undefined;
  await fleet.pass(60);
  // The series had its last value before the restart, and ends where the hive was down.
  expect(seconds(fleet, CPU).at(-1)).toEqual([105, 'stale']);
  expect(fleet.state?.problem).toBeUndefined();
});

test('[P9] when the queen stops while the receiver is away, it does not wait, and goes on after its start', async () => {
  const fleet = steady();
  await fleet.pass(40);
  fleet.receiver.always = 'refuse';
  await fleet.pass(30);
  await fleet.stop();
  fleet.receiver.always = undefined;
  fleet.restart(100);
  await fleet.pass(60);
  expect(seconds(fleet, CPU).map(([time, value]) => (value === 'stale' ? `${time} stale` : time))).toEqual([
    ...[30, 45, 60, 75, '90 stale', 180, 195, 210, 225],
  ]);
});

test('[P9] a file of a cursor that is damaged is as none: sending begins at the present', async () => {
  const fleet = steady();
  await fleet.pass(40);
  for (const name of fleet.files.keys()) fleet.files.set(name, '{"version":1,"from":"x"');
  fleet.restart();
  await fleet.pass(60);
  expect(seconds(fleet, NODE)).toEqual([]);
  expect(seconds(fleet, CPU).map(([time]) => time)).toEqual([30, 60, 75, 90]);
});

test('nothing of the address or of its headers is in the cursor file or in a problem', async () => {
  const fleet = new RemoteFleet(
    aTarget({ url: 'http://store/planted?token=planted', headers: { 'x-key': 'planted' } }),
  );
  fleet.report(aLayoutOf('a', 1), () => cells(1));
  fleet.receiver.always = 'refuse';
  await fleet.pass(40);
  expect(JSON.stringify([...fleet.files, fleet.state])).not.toContain('planted');
});
