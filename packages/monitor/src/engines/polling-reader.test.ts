import { createCheck, EngineSchema } from '@rbee/contract';
import { expect, test, vi } from 'vitest';
import { anEndpoint, anEngineServer } from '../../testing/an-engine-server.ts';
import { createManualEngineClock } from '../../testing/manual-engine-clock.ts';
import type { EngineServer } from '../engine-reader.ts';
import type { OpenConnection } from './connection.ts';
import type { EngineDescription } from './description.ts';
import type { Answer, EngineReading } from './engine-reading.ts';
import { failed } from './engine-reading.ts';
import { PollingReader } from './polling-reader.ts';

const engineCheck = createCheck(EngineSchema);

const aReading = (more: Partial<EngineReading> = {}): Answer<EngineReading> => ({
  ok: true,
  value: {
    state: 'ready',
    figures: { slots: 4, requests_running: 0, requests_waiting: 0 },
    counters: { generatedTokens: 0 },
    progress: [0],
    seesPrompts: true,
    models: [{ name: 'm', state: 'loaded' }],
    ...more,
  },
});

const busy = (tokens = 0) =>
  aReading({
    figures: { slots: 4, requests_running: 2, requests_waiting: 0 },
    counters: { generatedTokens: tokens },
    progress: [tokens],
  });

/** A reader whose engines answer as the test says, at once unless it holds them. */
function setUp({ logsRequests, random = 0 }: { logsRequests?: true; random?: number } = {}) {
  const clock = createManualEngineClock(random);
  const polls: number[] = [];
  const held: PromiseWithResolvers<void>[] = [];
  const closed: string[] = [];
  let answer: Answer<EngineReading> = aReading();
  let isHeld = false;
  const description: EngineDescription = {
    kind: 'llama.cpp',
    engines: ['llama.cpp'],
    paths: [],
    figures: ['slots', 'requests_running', 'requests_waiting', 'generation_tokens_per_s'],
    ...(logsRequests ? { logsRequests } : {}),
    read: async () => {
      polls.push(clock.nowMs());
      if (isHeld) {
        const hold = Promise.withResolvers<void>();
        held.push(hold);
        await hold.promise;
      }
      return answer;
    },
  };
  const open: OpenConnection = (endpoint) => ({
    get: async () => failed('refused'),
    close: () => void closed.push('port' in endpoint ? `${endpoint.port}` : endpoint.path),
  });
  const settingsOf = () => ({ key: null, readsMetrics: true });
  const reader = new PollingReader({ clock, open, settingsOf }, [description]);
  /** Takes a sample a second for some seconds; the last report. */
  const samples = async (seconds: number, ...servers: EngineServer[]) => {
    let report = reader.read(servers[0] ?? anEngineServer());
    for (let second = 0; second < seconds; second += 1) {
      for (const it of servers.length > 0 ? servers : [anEngineServer()]) report = reader.read(it);
      reader.endSample();
      for (let quarter = 0; quarter < 4; quarter += 1) {
        clock.pass(250);
        await new Promise(setImmediate);
      }
    }
    report = reader.read(servers.at(-1) ?? anEngineServer());
    if (report.engine) expect(engineCheck.mismatch(report.engine)).toBeNull();
    return report;
  };
  return {
    ...{ clock, polls, held, closed, reader, samples },
    answer: (it: Answer<EngineReading>) => {
      answer = it;
    },
    hold: (it: boolean) => {
      isHeld = it;
    },
  };
}

test('[E1] an engine is read at most every 2 s while it works, and every 5 s while it is idle', async () => {
  const { polls, samples, answer } = setUp();
  await samples(21);
  expect(polls).toEqual([0, 5_000, 10_000, 15_000, 20_000]);
  answer(busy());
  await samples(10);
  expect(polls.slice(5)).toEqual([25_000, 27_000, 29_000, 31_000]);
});

test('[E1] an idle engine that logs each request is read every 15 s, and at once when its processes work', async () => {
  const { polls, samples } = setUp({ logsRequests: true });
  await samples(31);
  expect(polls).toEqual([0, 15_000, 30_000]);
  await samples(1, anEngineServer({ cpuPct: 80 }));
  await samples(2, anEngineServer({ gpuPct: 50 }));
  expect(polls.slice(3)).toEqual([32_000]);
});

test('of many idle engines four are read in a second, and one that begins to work is read early', async () => {
  const { polls, samples } = setUp();
  const servers = Array.from({ length: 50 }, (_, at) => anEngineServer({ key: `${at}` }));
  await samples(20, ...servers);
  expect(polls).toHaveLength(100);
  await samples(1, anEngineServer({ key: '0', cpuPct: 80 }), ...servers.slice(1));
  expect(polls).toHaveLength(101);
});

test('jitter spreads the readings of engines, and only makes them rarer', async () => {
  const { polls, samples, answer } = setUp({ random: 0.5 });
  answer(busy());
  await samples(8);
  expect(polls).toEqual([500, 2_700, 4_900, 7_100]);
});

test('[E2] a young engine that does not listen yet or does not answer is starting, an old one unreachable', async () => {
  const { samples, answer } = setUp();
  expect((await samples(1, anEngineServer({ endpoint: null, uptimeS: 20 }))).engine?.state).toBe('starting');
  expect((await samples(1, anEngineServer({ endpoint: null }))).engine?.state).toBe('unreachable');
  answer(failed('timeout'));
  expect((await samples(2, anEngineServer({ uptimeS: 20 }))).engine?.state).toBe('starting');
});

test.each([
  ['loading', 'starting', 'not_exposed'],
  ['protected', 'protected', 'permission'],
  ['timeout', 'unreachable', 'timeout'],
  ['refused', 'unreachable', 'not_exposed'],
  ['not_own', 'unreachable', 'not_exposed'],
  ['unexpected', 'unreachable', 'not_exposed'],
] as const)(
  '[E2] after the failure %s its state is %s, and its figures say %s',
  async (failure, state, reason) => {
    const { samples, answer } = setUp();
    answer(failed(failure));
    const { engine } = await samples(2);
    expect(engine).toMatchObject({ state, endpoint: '127.0.0.1:8080' });
    expect(Object.values(engine?.unknown ?? {})).toEqual([reason, reason, reason, reason]);
  },
);

test('[E2] an engine that answered once and no more is unreachable, however young', async () => {
  const { samples, answer } = setUp();
  const young = anEngineServer({ uptimeS: 20 });
  await samples(2, young);
  answer(failed('timeout'));
  expect((await samples(10, young)).engine?.state).toBe('unreachable');
});

test('[E2] an engine whose running requests get no token for 30 s is stuck, until one gets one', async () => {
  const { samples, answer } = setUp();
  answer(busy(5));
  expect((await samples(28)).engine).toMatchObject({ state: 'ready', generation_tokens_per_s: 0 });
  expect((await samples(6)).engine?.state).toBe('stuck');
  answer(busy(6));
  expect((await samples(3)).engine?.state).toBe('ready');
});

test('an engine that cannot be asked says why, and is not asked', async () => {
  const { polls, samples } = setUp();
  const report = await samples(5, anEngineServer({ endpoint: { ok: false, reason: 'permission' } }));
  expect(report).toEqual({ engine: null, models: [], missing: 'permission' });
  expect(polls).toEqual([]);
});

test('no timer runs while there is no engine to read', async () => {
  const { clock, samples } = setUp();
  const after = vi.spyOn(clock, 'after');
  await samples(5, anEngineServer({ endpoint: null }));
  expect(after).not.toHaveBeenCalled();
  await samples(11);
  // The first look and those at which it is due, each of which plans the next one.
  expect(after.mock.calls.length).toBeLessThan(8);
});

test('before the first answer the report says so', () => {
  const { reader } = setUp();
  expect(reader.read(anEngineServer())).toEqual({ engine: null, models: [], missing: 'first_sample' });
  expect(reader.read(anEngineServer({ engine: 'comfyui' })).missing).toBeNull();
});

test('an engine that does not answer keeps no other from being read, and no sample waits', async () => {
  const { held, hold, answer, reader, samples } = setUp();
  hold(true);
  await samples(1, anEngineServer({ key: 'slow' }));
  expect(held).toHaveLength(1);
  hold(false);
  answer(busy());
  const report = await samples(3, anEngineServer({ key: 'slow' }), anEngineServer({ key: 'other' }));
  expect(report.engine?.requests_running).toBe(2);
  expect(reader.read(anEngineServer({ key: 'slow' })).missing).toBe('first_sample');
});

test('at most 16 engines are read at the same time, the longest due first', async () => {
  const { held, hold, samples } = setUp();
  hold(true);
  const servers = Array.from({ length: 20 }, (_, at) => anEngineServer({ key: `${at}` }));
  await samples(3, ...servers);
  expect(held).toHaveLength(16);
  for (const it of held.slice(0, 4)) it.resolve();
  await samples(1, ...servers);
  expect(held).toHaveLength(20);
});

test('an engine that was not in a sample is forgotten, and its connections are closed', async () => {
  const { closed, samples, clock } = setUp();
  await samples(1, anEngineServer({ key: 'a', endpoint: { ok: true, value: anEndpoint(1) } }));
  await samples(2, anEngineServer({ key: 'b', endpoint: { ok: true, value: anEndpoint(2) } }));
  expect(closed).toEqual(['1']);
  const { reader, polls, samples: others } = setUp();
  await others(1);
  reader.close();
  clock.pass(60_000);
  expect(polls).toHaveLength(1);
});

test.each([
  ['moved to another port', anEndpoint(2)],
  ['opened its port again', anEndpoint(1, '2')],
])('an engine that %s is asked there, over another connection', async (_, next) => {
  const { closed, samples } = setUp();
  await samples(2, anEngineServer({ endpoint: { ok: true, value: anEndpoint(1) } }));
  await samples(6, anEngineServer({ endpoint: { ok: true, value: next } }));
  expect(closed).toEqual(['1']);
});

test('an engine that uses the CPU all the time is not read more often for that', async () => {
  const { polls, samples } = setUp({ logsRequests: true });
  await samples(31, anEngineServer({ cpuPct: 100 }));
  expect(polls).toEqual([0, 15_000, 30_000]);
});

test('[W5] the models of an engine that does not answer any more are no longer said to be loaded', async () => {
  const { samples, answer } = setUp();
  expect((await samples(2)).models).toEqual([{ name: 'm', state: 'loaded' }]);
  answer(failed('timeout'));
  expect((await samples(6)).models).toEqual([{ name: 'm' }]);
});

test('an error of a description makes its engine unreachable, and no other', async () => {
  const clock = createManualEngineClock();
  const read = async () => Promise.reject(new Error('a bug'));
  const description = { kind: 'vllm', engines: ['vllm'], paths: [], figures: [], read } as const;
  const open = () => ({ get: async () => failed('refused'), close: () => {} });
  const settingsOf = () => ({ key: null, readsMetrics: true });
  const reader = new PollingReader({ clock, open, settingsOf }, [description]);
  reader.read(anEngineServer({ engine: 'vllm' }));
  reader.endSample();
  clock.pass(1_000);
  await new Promise(setImmediate);
  expect(reader.read(anEngineServer({ engine: 'vllm' })).engine?.state).toBe('unreachable');
});

test('an engine on a Unix socket is told by its path, in which no character changes how it is shown', async () => {
  const { samples } = setUp();
  const value = { path: '/run/a\u202e.sock', socket: '1', isOwn: () => true, hold: () => null };
  const report = await samples(3, anEngineServer({ endpoint: { ok: true, value } }));
  expect(report.engine?.endpoint).toBe('unix:/run/a\ufffd.sock');
});
