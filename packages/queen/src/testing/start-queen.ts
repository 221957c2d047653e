import type { FastifyInstance } from 'fastify';
import { onTestFinished, vi } from 'vitest';
import type { QueenConfig } from '../config.ts';
import { buildQueen } from '../queen.ts';
import { FakeHistory } from './fake-history.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';
import { StreamReader } from './stream-reader.ts';

/** A queen under test, whose clock and timers run only when a test moves the time. */
export interface TestQueen {
  readonly app: FastifyInstance;
  readonly clock: ManualClock;
  /** Moves the clock and the timers together, in steps of the queen's sweep interval. */
  advance(ms: number): void;
  /** POSTs a heartbeat without a network. */
  post(
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ statusCode: number; body: string; json: () => Record<string, unknown> }>;
  /** GETs a path without a network. */
  get(path: string): Promise<Record<string, unknown>>;
  /** One sample of `/metrics`, such as `rbee_stream_watchers`; undefined without such a line. */
  metric(name: string): Promise<number | undefined>;
}

/** A queen under test that listens. */
export interface ListeningQueen extends TestQueen {
  readonly base: string;
  readonly port: number;
  watch(headers?: Record<string, string>): Promise<StreamReader>;
}

/** Options of a queen under test. */
export interface TestConfig extends Partial<QueenConfig> {
  /** The clock that the test moves, if something else has it, too. */
  readonly manual?: ManualClock;
}

/** Builds a queen for one test, and closes it at the test's end. */
export async function aQueen({ manual, ...config }: TestConfig = {}): Promise<TestQueen> {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const clock = manual ?? manualClock();
  const app = await buildQueen({ host: '127.0.0.1', port: 0, version: '0.1.0', clock, ...config });
  onTestFinished(async () => {
    await app.close();
    vi.useRealTimers();
  });
  await app.ready();
  return {
    app,
    clock,
    advance: (ms) => {
      for (let moved = 0; moved < ms; moved += 250) {
        clock.move(Math.min(250, ms - moved));
        vi.advanceTimersByTime(Math.min(250, ms - moved));
      }
    },
    post: (body, headers = { 'content-type': 'application/json' }) =>
      app.inject({
        method: 'POST',
        url: '/v1/hive-heartbeat',
        headers,
        payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
      }),
    get: async (path) => (await app.inject(path)).json(),
    metric: async (name) => metricIn((await app.inject('/metrics')).body, name),
  };
}

/** Builds a queen for one test with a history in memory. `send` sends heartbeats, one a second. */
export async function aRecordingQueen(config: Partial<QueenConfig> = {}) {
  const history = new FakeHistory();
  const queen = await aQueen({ history, ...config });
  const send = async (...bodies: readonly object[]) => {
    for (const body of bodies) {
      await queen.post(body);
      queen.advance(1_000);
    }
  };
  return { ...queen, history, send };
}

/** Builds a queen for one test that listens on a free port. */
export async function aListeningQueen(config: TestConfig = {}): Promise<ListeningQueen> {
  const queen = await aQueen(config);
  const base = await queen.app.listen({ host: '127.0.0.1', port: 0 });
  return {
    ...queen,
    base,
    port: Number(new URL(base).port),
    watch: async (headers) => {
      const reader = await StreamReader.open(base, headers);
      onTestFinished(() => reader.close());
      return reader;
    },
  };
}

/** One sample of a text in Prometheus's format; undefined without such a line. */
export function metricIn(text: string, name: string): number | undefined {
  const line = text.split('\n').find((it) => it.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}
