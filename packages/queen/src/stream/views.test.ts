import { createCheck, HiveSummaryEventSchema, WholeDeltaEventSchema } from '@rbee/contract';
import { anEngine, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aHub, type Block, FakeSink, inShort, wish } from '../testing/index.ts';

const llm = (instance: string, more = {}) => aWorker({ instance, ...more });
const instances = ({ data }: Block) => (data['workers'] as { instance: string }[]).map((it) => it.instance);

test('[S9] hive= narrows samples and what happens to those hives; the queen speaks for all', () => {
  const { hub, telemetry } = aHub();
  for (const id of ['a', 'b', 'c']) telemetry(id, { seq: 1 });
  const sink = new FakeSink();
  hub.join(sink, wish({ hive: ['a', 'c'] }));
  expect(sink.read().map(inShort)).toEqual(['retry', 'queen', 'a 1', 'c 1']);
  telemetry('b', { seq: 2 });
  telemetry('c', { seq: 2 });
  hub.publish('hive', { type: 'down', hive_id: 'b' });
  hub.publish('hive', { type: 'down', hive_id: 'a' });
  hub.publish('heartbeat', { type: 'queen' });
  expect(sink.read().map(inShort)).toEqual(['c 2', 'hive down', 'queen']);
});

test('[S9] group= and model= filter the workers; a hive without matching workers is sent once with an empty list', () => {
  const { hub, telemetry } = aHub();
  telemetry('a', { seq: 1, workers: [llm('1'), llm('2', { group: 'gpu' }), llm('3', { model: 'qwen' })] });
  telemetry('b', { seq: 1, workers: [llm('1', { group: 'gpu' })] });
  const sink = new FakeSink();
  hub.join(sink, wish({ group: 'llm', model: 'llama-3.2-1b' }));
  const [, , a, ...rest] = sink.read();
  expect([a && instances(a), rest]).toEqual([['1'], []]);
  telemetry('b', { seq: 2, workers: [llm('9')] });
  telemetry('b', { seq: 3, workers: [] });
  telemetry('b', { seq: 4, workers: [] });
  const told = sink.read();
  expect(told.map(inShort)).toEqual(['b 2', 'b 3']);
  expect(told.map(instances)).toEqual([['9'], []]);
  const event = { hive_id: 'b', group: 'llm', instance: '9', model: 'llama-3.2-1b' };
  hub.publish('worker', { type: 'gone', ...event });
  hub.publish('worker', { type: 'gone', ...event, group: 'gpu' });
  expect(sink.read().map(inShort)).toEqual(['worker gone']);
});

test('[W5] [S9] a stream that asks for a model has the workers that serve it beside others', () => {
  const { hub, telemetry } = aHub();
  const sink = new FakeSink();
  hub.join(sink, wish({ model: 'b' }));
  sink.read();
  const both = llm('1', { model: 'a', models: [{ name: 'a' }, { name: 'b', rss_mb: 7 }] });
  telemetry('h', { seq: 1, workers: [both, llm('2')] });
  telemetry('h', { seq: 2, workers: [llm('1', { model: 'a' }), llm('2')] });
  expect(sink.read().map(instances)).toEqual([['1'], []]);
  const event = { hive_id: 'h', group: 'llm', instance: '1', model: 'a' };
  hub.publish('worker', { type: 'started', ...event, models: ['a', 'b'] });
  hub.publish('worker', { type: 'started', ...event });
  expect(sink.read().map(inShort)).toEqual(['worker started']);
});

test('[W5] [S9] a summary has all models of all workers', () => {
  const { hub, telemetry } = aHub();
  const sink = new FakeSink();
  hub.join(sink, wish({ view: 'summary' }));
  sink.read();
  const models = [{ name: 'c' }, { name: 'b' }];
  telemetry('h', { seq: 1, workers: [llm('1', { model: 'c', models }), llm('2', { model: 'a' })] });
  expect(sink.read()[0]?.data).toMatchObject({ models: ['a', 'b', 'c'] });
});

test('[S9] view=summary sends totals as event summary, in which unknown is not zero', () => {
  const { hub, telemetry } = aHub();
  const sink = new FakeSink();
  hub.join(sink, wish({ view: 'summary' }));
  sink.read();
  const unknown = { gpu_util_pct: 'mig', vram_mb: 'mig' } as const;
  telemetry('a', {
    seq: 1,
    workers: [
      llm('1', { cpu_pct: 0.1 }),
      llm('2', { cpu_pct: 0.2, gpu_util_pct: 0, vram_mb: 0, unknown, model: null }),
      llm('3', {
        cpu_pct: 0,
        gpu_util_pct: 0,
        rss_mb: 0,
        unknown: { gpu_util_pct: 'mig', cpu_pct: 'permission' },
      }),
    ],
  });
  const [block] = sink.read();
  expect([block?.event, createCheck(HiveSummaryEventSchema).mismatch(block?.data)]).toEqual([
    'summary',
    null,
  ]);
  expect(block?.data).toEqual({
    ...{ type: 'hive_summary', hive_id: 'a', timestamp: '2025-10-30T20:15:30.000Z', seq: 1 },
    ...{ sampled_at: '2025-10-30T20:15:30Z', health: 'healthy', clock_skew_ms: 0, transport: 'post' },
    ...{ workers_count: 3, workers_busy: 1, cpu_pct: 0.3, rss_mb: 4096, io_r_mb_s: 0, io_w_mb_s: 0 },
    ...{ gpu_util_pct: 85.5, vram_mb: 8192, models: ['llama-3.2-1b'] },
    unknown: { cpu_pct: 1, gpu_util_pct: 2, vram_mb: 1, workers_busy: 1 },
  });
});

test('[S9] a summary sums what engines say, of the workers that have one', () => {
  const { hub, telemetry } = aHub();
  const sink = new FakeSink();
  hub.join(sink, wish({ view: 'summary' }));
  sink.read();
  const engine = anEngine({ requests_running: 3, requests_waiting: 2, slots: 8, prompt_tokens_per_s: 0.1 });
  const unsure = anEngine({
    requests_running: 9,
    prompt_tokens_per_s: 0.2,
    unknown: { requests_running: 'x' },
  });
  const starting = { kind: 'tgi', state: 'starting' } as const;
  telemetry('a', {
    seq: 1,
    workers: [
      llm('1', { engine }),
      llm('2', { engine: unsure }),
      llm('3', { engine: starting }),
      llm('4', { cpu_pct: 1 }),
    ],
  });
  const [block] = sink.read();
  expect(createCheck(HiveSummaryEventSchema).mismatch(block?.data)).toBe(null);
  expect(block?.data).toMatchObject({
    ...{ workers_count: 4, engines_count: 3, requests_running: 3, requests_waiting: 2, free_slots: 3 },
    ...{ prompt_tokens_per_s: 0.3, generation_tokens_per_s: 85 },
    unknown: {
      ...{ requests_running: 2, requests_waiting: 1, free_slots: 1 },
      ...{ prompt_tokens_per_s: 1, generation_tokens_per_s: 1 },
    },
  });
});

test('[S9] a summary without an engine has none of its totals', () => {
  const { hub, telemetry } = aHub();
  const sink = new FakeSink();
  hub.join(sink, wish({ view: 'summary' }));
  sink.read();
  telemetry('a', { seq: 1, workers: [llm('1')] });
  const [block] = sink.read();
  for (const field of ['engines_count', 'requests_running', 'free_slots', 'generation_tokens_per_s']) {
    expect(block?.data).not.toHaveProperty(field);
  }
});

test('[S9] a total beyond the range of its field is the largest value of that range', () => {
  const { hub, telemetry } = aHub();
  const sink = new FakeSink();
  hub.join(sink, wish({ view: 'summary' }));
  sink.read();
  const most = { cpu_pct: 1e308, io_r_mb_s: Number.MAX_VALUE, io_w_mb_s: 0.5, rss_mb: 2 ** 53 - 1 };
  telemetry('a', { seq: 1, workers: [llm('1', most), llm('2', most)] });
  const [block] = sink.read();
  expect(createCheck(HiveSummaryEventSchema).mismatch(block?.data)).toBe(null);
  expect(block?.data).toMatchObject({
    cpu_pct: Number.MAX_VALUE,
    io_r_mb_s: Number.MAX_VALUE,
    io_w_mb_s: 1,
    rss_mb: Number.MAX_SAFE_INTEGER,
  });
});

test('[S9] interval_ms= holds samples back and lets the newest of each hive go; what happens is told at once', () => {
  const { hub, clock, telemetry, due } = aHub();
  const sink = new FakeSink();
  hub.join(sink, wish({ interval_ms: '5000' }));
  sink.read();
  for (const seq of [1, 2, 3]) telemetry('a', { seq });
  telemetry('b', { seq: 1 });
  hub.publish('hive', { type: 'up', hive_id: 'b' });
  const [transition] = sink.read();
  expect(transition && inShort(transition)).toBe('hive up');
  clock.move(4_999);
  due();
  expect(sink.read()).toEqual([]);
  clock.move(1);
  due();
  const told = sink.read();
  expect(told.map(inShort)).toEqual(['a 3', 'b 1']);
  // Its id does not cover the samples that still wait.
  expect([transition?.id, ...told.map(({ id }) => id)]).toEqual(['boot-2', 'boot-3', 'boot-4']);
});

test('[S11] format=delta sends a whole sample, then its changes', () => {
  const { hub, telemetry, joined } = aHub();
  const sink = new FakeSink();
  hub.join(sink, wish({ format: 'delta' }));
  sink.read();
  telemetry('a', { seq: 1, workers: [llm('1')] });
  telemetry('a', { seq: 2, workers: [llm('1', { uptime_s: 301, gpu_util_pct: 12.5 })] });
  telemetry('a', { seq: 3, workers: [llm('1', { uptime_s: 302 }), llm('2')] });
  const told = sink.read();
  expect(told.map(({ event }) => event)).toEqual(['delta', 'delta', 'delta']);
  const check = createCheck(WholeDeltaEventSchema);
  expect([check.is(told[0]?.data), check.is(told[1]?.data), check.is(told[2]?.data)]).toEqual([
    true,
    false,
    true,
  ]);
  expect(told[1]?.data).toEqual({ type: 'delta', hive_id: 'a', step: 1, changes: [10, 1, 0, 12.5, 7, 1] });
  const [, , late] = joined(undefined, { format: 'delta' });
  expect([late?.event, late?.data['seq'], late?.data['step']]).toEqual(['delta', 3, 2]);
});

test('[S9] [S6] a watcher with a filter resumes with the newest samples that match', () => {
  const { hub, telemetry, joined } = aHub();
  hub.join(new FakeSink(), wish());
  for (const seq of [1, 2, 3]) for (const id of ['a', 'b']) telemetry(id, { seq });
  expect(joined('boot-2', { hive: 'a' }).map(inShort)).toEqual(['retry', 'lag lag', 'queen', 'a 3']);
  expect(joined('boot-2', { format: 'delta', hive: 'a' }).map(({ event }) => event)).toContain('delta');
  expect(joined('boot-2', { group: 'none' }).map(inShort)).toEqual(['retry', 'reset', 'queen']);
});

test('[S9] the number of different views is limited, and a view ends with its last watcher', () => {
  const { hub } = aHub({ maxViews: 2 });
  const a = hub.join(new FakeSink(), wish({ hive: ['a', 'b'] }));
  hub.join(new FakeSink(), wish({ hive: ['b', 'a'] }));
  const c = hub.join(new FakeSink(), wish({ hive: 'c' }));
  expect([hub.views, hub.fullFor(wish({ hive: 'd' }).spec), hub.fullFor(wish({ hive: 'c' }).spec)]).toEqual([
    2,
    { limit: 'views', bound: 'all' },
    null,
  ]);
  hub.hungUp(c);
  hub.hungUp(a);
  expect([hub.views, hub.fullFor(wish({ hive: 'd' }).spec)]).toEqual([1, null]);
});

test('without watchers no event is encoded', () => {
  let encoded = 0;
  const { hub } = aHub();
  hub.publish('hive', {
    toJSON: () => {
      encoded += 1;
      return {};
    },
  });
  expect(encoded).toBe(0);
});
