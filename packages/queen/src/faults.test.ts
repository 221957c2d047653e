import { aHeartbeat, aWorker } from '@rbee/contract/builders';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Faults } from './faults.ts';
import { FleetIndex } from './registry/fleet-index.ts';
import { Registry } from './registry/index.ts';
import { EncodedSample, Hub } from './stream/index.ts';
import { aHub, aListeningQueen, aLog, aQueen, FakeSink, wish } from './testing/index.ts';

const explode = (): never => {
  throw new Error('exploded');
};

/** Makes one encoding of samples fail until the returned function is called. */
function failingEncoding(name: 'json' | 'summary' | 'flat'): () => void {
  const spy = vi.spyOn(EncodedSample.prototype, name, 'get').mockImplementation(explode);
  onTestFinished(() => spy.mockRestore());
  return () => spy.mockRestore();
}

test('an error is logged once for each place, however often it occurs and whatever its message is', () => {
  const { lines, logger } = aLog(['error']);
  const counted: string[] = [];
  const faults = new Faults(logger, (place) => counted.push(place));
  for (let time = 0; time < 3; time += 1) {
    for (const place of ['view', 'timer'] as const) {
      faults.contain(place, () => {
        throw new Error(`number ${time}`);
      });
    }
  }
  expect([lines, counted.length]).toEqual([['a view of the stream failed', 'a timer failed'], 6]);
});

test.each([
  ['json', {}],
  ['summary', { view: 'summary' }],
  ['flat', { format: 'delta' }],
  ['summary', { view: 'summary', interval_ms: '1000' }],
] as const)('an error in the encoding %s costs the watchers of %j and nobody else', (name, query) => {
  const faults: string[] = [];
  const { hub, telemetry, left, clock, due } = aHub({ onFault: (place) => faults.push(place) });
  const [broken, other] = [new FakeSink(), new FakeSink()];
  const otherQuery = name === 'json' ? { view: 'summary' } : {};
  hub.join(broken, wish(query));
  hub.join(other, wish(otherQuery));
  telemetry('a');
  clock.move(2_000);
  due();
  other.read();
  const mend = failingEncoding(name);
  telemetry('a');
  telemetry('b');
  clock.move(2_000);
  due();
  mend();
  telemetry('c');
  clock.move(2_000);
  due();
  const ids = other.read().map(({ data }) => data['hive_id']);
  expect([ids, faults, left]).toEqual([['a', 'b', 'c'], ['view'], ['failed']]);
  expect([broken.destroyed, other.destroyed, hub.watchers, hub.views]).toEqual([true, false, 1, 1]);
});

test('an error while one watcher catches up, or in its connection, costs that watcher alone', () => {
  const faults: string[] = [];
  const { hub, telemetry, left } = aHub({ onFault: (place) => faults.push(place) });
  telemetry('a');
  const good = new FakeSink();
  hub.join(good, wish());
  const mend = failingEncoding('summary');
  const joining = new FakeSink();
  const joined = hub.join(joining, wish({ view: 'summary' }));
  mend();
  hub.drained(joined);
  const writing = new FakeSink();
  hub.join(writing, wish());
  vi.spyOn(writing, 'write').mockImplementation(explode);
  vi.spyOn(writing, 'destroy').mockImplementation(explode);
  telemetry('b');
  telemetry('c');
  expect(good.read().flatMap(({ data }) => data['hive_id'] ?? [])).toEqual(['a', 'b', 'c']);
  expect([joining.destroyed, left, hub.watchers]).toEqual([true, ['failed', 'failed'], 1]);
  expect(faults).toEqual(['watcher', 'watcher', 'watcher']);
});

test('an error of one watcher keeps neither keep-alives nor the end of the queen from the others', () => {
  const { hub, clock } = aHub({ onFault: () => {} });
  const sinks = [new FakeSink(), new FakeSink(), new FakeSink()];
  for (const sink of sinks) hub.join(sink, wish());
  for (const sink of sinks.slice(0, 2)) vi.spyOn(sink, 'write').mockImplementation(explode);
  clock.move(20_000);
  hub.tend();
  sinks[2]?.read();
  clock.move(20_000);
  hub.tend();
  expect(sinks[2]?.read().map(({ raw }) => raw)).toEqual([': keep-alive\n\n']);
  vi.spyOn(hub.join(new FakeSink(), wish()).sink, 'write').mockImplementation(explode);
  hub.stop(() => 0);
  expect([sinks[2]?.ended, hub.watchers]).toEqual([true, 0]);
});

test('[H4] a heartbeat that cannot be published is taken as a whole, and the timers go on', async () => {
  const { lines, logger } = aLog(['error']);
  const { post, get, advance, metric } = await aQueen({ logger });
  const first = aHeartbeat({ boot_id: 'b', seq: 1, workers: [aWorker()] });
  await post(first);
  for (const name of ['publish', 'publishTelemetry', 'tend'] as const) {
    const spy = vi.spyOn(Hub.prototype, name).mockImplementation(explode);
    onTestFinished(() => spy.mockRestore());
  }
  const second = { ...first, seq: 2, workers: [aWorker({ instance: '9', pid: 9 })] };
  expect((await post(second)).statusCode).toBe(200);
  expect(await get('/v1/hives/hive-gpu-1')).toMatchObject({ workers: [{ pid: 9 }] });
  expect(await get('/v1/workers')).toMatchObject({ items: [{ pid: 9 }] });
  advance(10_250);
  expect(await get('/v1/hives/hive-gpu-1')).toMatchObject({ health: 'down' });
  expect(await metric('rbee_faults_total{place="listener"}')).toBeGreaterThan(3);
  expect(lines).toEqual(['a listener of the fleet failed']);
});

test('[H4] of a heartbeat that cannot be stored nothing remains, and the next one brings its hive back', async () => {
  const { lines, logger } = aLog(['error']);
  const { app, post, get, metric } = await aQueen({ logger });
  await post(aHeartbeat({ boot_id: 'b', seq: 1, workers: [aWorker()] }));
  await post(aHeartbeat({ hive_id: 'other' }));
  const spy = vi.spyOn(FleetIndex.prototype, 'put').mockImplementation(explode);
  onTestFinished(() => spy.mockRestore());
  expect((await post(aHeartbeat({ boot_id: 'b', seq: 2 }))).statusCode).toBe(500);
  expect((await app.inject('/v1/hives/hive-gpu-1')).statusCode).toBe(404);
  expect(await get('/v1/workers?hive=hive-gpu-1')).toMatchObject({ items: [] });
  expect((await post(aHeartbeat({ boot_id: 'b', seq: 2 }))).statusCode).toBe(500);
  expect(await metric('rbee_faults_total{place="heartbeat"}')).toBe(2);
  expect(lines).toEqual(['a heartbeat failed']);
  spy.mockRestore();
  expect((await post(aHeartbeat({ boot_id: 'b', seq: 2, workers: [aWorker()] }))).statusCode).toBe(200);
  expect(await get('/v1/hives')).toMatchObject({ items: [{ hive_id: 'hive-gpu-1' }, { hive_id: 'other' }] });
});

test('an error in a request is answered with 500, counted each time and logged once', async () => {
  const { lines, logger } = aLog(['error']);
  const { app, metric } = await aQueen({ logger });
  const spy = vi.spyOn(Registry.prototype, 'find').mockImplementation(explode);
  onTestFinished(() => spy.mockRestore());
  for (let time = 0; time < 3; time += 1) expect((await app.inject('/v1/hives/a')).statusCode).toBe(500);
  expect(await metric('rbee_faults_total{place="request"}')).toBe(3);
  expect(lines).toEqual(['request failed']);
});

test('a watcher whose state cannot be encoded is disconnected, and the next one is served', async () => {
  const queen = await aListeningQueen();
  await queen.post(aHeartbeat());
  const mend = failingEncoding('json');
  const broken = await queen.watch().catch(() => null);
  const end = await broken?.next().catch(() => null);
  expect(end?.data['type']).not.toBe('hive_telemetry');
  await vi.waitUntil(async () => (await queen.metric('rbee_stream_watchers')) === 0);
  expect(await queen.metric('rbee_stream_disconnects_total{reason="failed"}')).toBe(1);
  mend();
  const blocks = await (await queen.watch()).take(3);
  expect(blocks.map(({ data }) => data['type'])).toEqual([undefined, 'queen', 'hive_telemetry']);
});
