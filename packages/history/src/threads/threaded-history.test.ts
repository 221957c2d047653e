import type { HistoryInfo } from '@rbee/contract';
import { expect, test } from 'vitest';
import { HistoryUnavailable } from '../history.ts';
import type { Question } from '../queries.ts';
import { aLayout, aSecond } from '../testing/index.ts';
import type { HistoryClock } from './history-clock.ts';
import type { FromReader, FromWriter, ToReader, ToWriter } from './messages.ts';
import type { StartThread } from './thread.ts';
import { ThreadedHistory } from './threaded-history.ts';

const INFO: HistoryInfo = { state: 'recording', tiers: [], lost: 0, problems: [] };
const layout = aLayout();
const question: Question = { kind: 'events', query: { from: 0, to: 1, limit: 1 } };

/** A clock whose timers go off when the test says so. */
class ManualClock implements HistoryClock {
  #now = 0;
  readonly #timers = new Set<{ readonly at: number; readonly call: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.#now + ms, call };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Lets time pass; promises are settled after each timer. */
  async pass(ms: number): Promise<void> {
    this.#now += ms;
    for (const timer of [...this.#timers].filter((it) => it.at <= this.#now)) {
      this.#timers.delete(timer);
      timer.call();
    }
    await settled();
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A thread that keeps what it is sent, and says and does what the test wants. */
class FakeThread<To, From> {
  readonly received: To[] = [];
  readonly #ended = Promise.withResolvers<Error | undefined>();
  readonly say: (message: From) => void;

  constructor(say: (message: From) => void) {
    this.say = say;
  }

  get ended(): Promise<Error | undefined> {
    return this.#ended.promise;
  }

  send(message: To): void {
    this.received.push(message);
  }

  end(error?: Error): void {
    this.#ended.resolve(error);
  }
}

function fakeThreads<To, From>() {
  const all: FakeThread<To, From>[] = [];
  const start: StartThread<To, From> = (onMessage) => {
    const thread = new FakeThread<To, From>(onMessage);
    all.push(thread);
    return thread;
  };
  const last = (): FakeThread<To, From> => {
    const thread = all.at(-1);
    if (thread === undefined) throw new Error('No thread was started.');
    return thread;
  };
  return { all, start, last };
}

function setUp() {
  const clock = new ManualClock();
  const writers = fakeThreads<ToWriter, FromWriter>();
  const readers = fakeThreads<ToReader, FromReader>();
  const history = new ThreadedHistory({ writer: writers.start, reader: readers.start }, clock);
  writers.last().say({ type: 'started' });
  const append = (at: number, layouts = [layout]) =>
    history.append({ ...aSecond(at, [[layout, at, layout.columns.map(() => 1)]]), layouts });
  /** Asks, and lets the writer answer that everything is written. */
  const ask = async () => {
    const answer = history.ask(question);
    const asked = writers.last().received.findLast((it) => it.type === 'unwritten');
    if (asked?.type === 'unwritten') {
      writers.last().say({ type: 'unwritten', id: asked.id, unwritten: { minutes: [] } });
    }
    await settled();
    return { answer, id: readers.last().received.at(-1)?.id ?? 0 };
  };
  const seconds = () => writers.last().received.flatMap((it) => (it.type === 'second' ? [it.second] : []));
  return { clock, writers, readers, history, append, ask, seconds };
}

test('a writer that does not keep up loses whole seconds, which are counted, and memory stays bounded', () => {
  const it = setUp();
  for (let second = 0; second < 700; second += 1) it.append(second * 1_000, second === 0 ? [layout] : []);
  expect(it.seconds()).toHaveLength(600);
  expect(it.history.info().lost).toBe(100);
  it.writers.last().say({ type: 'taken', info: INFO });
  it.append(700_000, []);
  expect(it.seconds()).toHaveLength(601);
});

test('a layout whose second was lost is sent with the next one', () => {
  const it = setUp();
  for (let second = 0; second < 601; second += 1) it.append(second * 1_000, []);
  it.append(601_000, [aLayout({ id: 2 })]);
  it.writers.last().say({ type: 'taken', info: INFO });
  it.append(602_000, []);
  expect(
    it
      .seconds()
      .at(-1)
      ?.layouts.map((its) => its.id),
  ).toEqual([2]);
});

test('a thread that dies is said and started again after a wait that grows, and learns all layouts', async () => {
  const it = setUp();
  it.append(0);
  it.writers.last().end(new Error('out of memory'));
  await settled();
  expect(it.history.info()).toMatchObject({
    state: 'paused',
    lost: 1,
    problems: [
      'Nothing is recorded: the thread that writes ended (out of memory). It is started again in 1 s.',
    ],
  });
  it.append(1_000, []);
  expect(it.history.info().lost).toBe(2);
  await it.clock.pass(1_000);
  it.writers.last().say({ type: 'started' });
  expect(it.history.info()).toMatchObject({ state: 'recording', problems: [] });
  it.append(2_000, []);
  expect(it.seconds().map((second) => second.layouts.map((its) => its.id))).toEqual([[layout.id]]);
  it.writers.last().end();
  await settled();
  await it.clock.pass(1_000);
  expect(it.writers.all).toHaveLength(2);
  await it.clock.pass(1_000);
  expect(it.writers.all).toHaveLength(3);
});

test('a question is answered with what the writer has not written', async () => {
  const it = setUp();
  const { answer, id } = await it.ask();
  const bytes = new TextEncoder().encode('{}');
  it.readers.last().say({ type: 'answer', id, answer: { kind: 'json', bytes } });
  expect(await answer).toEqual({ kind: 'json', bytes });
});

test('a question that takes too long is refused, and the thread that is busy with it replaced', async () => {
  const it = setUp();
  const { answer } = await it.ask();
  const refusal = expect(answer).rejects.toThrow(HistoryUnavailable);
  await it.clock.pass(30_000);
  await refusal;
  await it.clock.pass(1_000);
  expect(it.readers.all).toHaveLength(2);
});

test('a writer that is busy does not delay a question for long', async () => {
  const it = setUp();
  void it.history.ask(question).catch(() => {});
  expect(it.readers.last().received).toEqual([]);
  await it.clock.pass(1_000);
  expect(it.readers.last().received).toMatchObject([{ question, unwritten: { minutes: [] } }]);
});

test('too many questions at a time are refused', async () => {
  const it = setUp();
  for (let number = 0; number < 64; number += 1) void it.history.ask(question).catch(() => {});
  await expect(it.history.ask(question)).rejects.toThrow(/^Too many questions wait/);
});
