import { expect, test } from 'vitest';
import { DriverClient } from './driver-client.ts';
import type { LineListener } from './driver-process.ts';

interface FakeProcess extends LineListener {
  readonly sent: string[];
  isEnded: boolean;
}

/** A client of fake processes, with a clock that the test moves. */
function setUp() {
  const processes: FakeProcess[] = [];
  let nowMs = 1_000_000;
  const start = (listener: LineListener) => {
    const it: FakeProcess = { ...listener, sent: [], isEnded: false };
    processes.push(it);
    return {
      send: (line: string) => void it.sent.push(line),
      end: () => {
        it.isEnded = true;
      },
    };
  };
  const client = new DriverClient(start, () => nowMs);
  const process = (at: number): FakeProcess => {
    const it = processes[at];
    if (!it) throw new Error(`no process ${at}`);
    return it;
  };
  /** Asks once a second, for so many seconds. */
  const askFor = (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      nowMs += 1_000;
      void client.ask(null);
    }
  };
  /** Answers the last request of a process. */
  const answer = (at: number, fields: object = { version: '', cards: [] }) => {
    const { id } = JSON.parse(process(at).sent.at(-1) ?? '{}');
    process(at).onLine(JSON.stringify({ id, ...fields }));
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { client, processes, process, askFor, answer, pass };
}

test('one process is asked once a sample, and its last answer is kept', async () => {
  const { client, processes, process, answer, pass } = setUp();
  const answered = client.ask(['0000:65:00.0']);
  pass(30);
  answer(0);
  await answered;
  expect(client.last).toEqual({ reply: { id: 1, version: '', cards: [] }, atMs: 1_000_030, tookMs: 30 });
  void client.ask(null);
  expect(process(0).sent).toEqual(['{"id":1,"awake":["0000:65:00.0"]}', '{"id":2,"awake":null}']);
  expect(processes).toHaveLength(1);
});

test('a process that has not answered is not asked again', () => {
  const { process, askFor } = setUp();
  askFor(5);
  expect(process(0).sent).toHaveLength(1);
});

test('a process that does not answer for 2 s is replaced after a pause', () => {
  const { processes, process, askFor, answer } = setUp();
  askFor(1);
  answer(0);
  askFor(3);
  expect(process(0).isEnded).toBe(true);
  expect(processes).toHaveLength(1);
  askFor(1);
  expect(processes).toHaveLength(2);
});

test('the first answer of a process may take 30 s, as a driver initialises its cards', () => {
  const { processes, process, askFor } = setUp();
  askFor(30);
  expect(process(0).isEnded).toBe(false);
  askFor(1);
  expect(process(0).isEnded).toBe(true);
  askFor(1);
  expect(processes).toHaveLength(2);
});

test('at most two processes are blocked at the same time; another one starts when one of them ends', () => {
  const { processes, process, askFor, answer } = setUp();
  for (const at of [0, 1]) {
    while (processes.length === at) askFor(1);
    answer(at);
    askFor(3);
  }
  askFor(600);
  expect(processes).toHaveLength(2);
  process(0).onEnd(false);
  askFor(1);
  expect(processes).toHaveLength(3);
});

test('a process that crashed is back after a second', () => {
  const { processes, process, askFor, answer } = setUp();
  askFor(1);
  answer(0);
  process(0).onEnd(false);
  askFor(1);
  expect(processes).toHaveLength(2);
});

test('processes that crash again and again are started ever more rarely, at most once a minute', () => {
  const { processes, process, askFor } = setUp();
  const starts: number[] = [];
  for (let second = 0; second < 400; second += 1) {
    askFor(1);
    if (processes.length > starts.length) {
      starts.push(second);
      process(processes.length - 1).onEnd(false);
    }
  }
  const pauses = starts.map((it, at) => it - (starts[at - 1] ?? it)).slice(1);
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]);
});

test('a process that ran well for a minute before it crashed is back after a second', () => {
  const { processes, process, askFor, answer } = setUp();
  askFor(1);
  process(0).onEnd(false);
  askFor(1);
  for (let second = 0; second < 60; second += 1) {
    answer(1);
    askFor(1);
  }
  process(1).onEnd(false);
  askFor(1);
  expect(processes).toHaveLength(3);
});

test('a process that was not asked for long and ended by itself is started again at once', () => {
  const { client, processes, process, askFor, answer } = setUp();
  askFor(1);
  answer(0);
  process(0).onEnd(true);
  void client.ask(null);
  expect(processes).toHaveLength(2);
});

test('a driver that cannot be used is tried again after 30 s, then ever more rarely, without a process in between', () => {
  const { client, processes, process, askFor, answer } = setUp();
  askFor(1);
  answer(0, { failure: 'driver_unsupported' });
  expect(process(0).isEnded).toBe(true);
  expect(client.last?.reply).toMatchObject({ failure: 'driver_unsupported' });
  for (const [before, pauseS] of [30, 60, 120, 240, 480, 600, 600].entries()) {
    askFor(pauseS - 1);
    expect(processes).toHaveLength(before + 1);
    askFor(1);
    expect(processes).toHaveLength(before + 2);
    answer(before + 1, { failure: 'driver_unsupported' });
  }
});

test('lines that are no answer, and answers of a process that was given up, are left out', () => {
  const { client, process, askFor, answer } = setUp();
  askFor(1);
  for (const line of ['', 'x', 'null', '[]', '{"id":99,"cards":[]}', '{"cards":[]}']) process(0).onLine(line);
  expect(client.last).toBeUndefined();
  answer(0);
  askFor(5);
  const before = client.last;
  answer(0);
  expect(client.last).toBe(before);
});

test('a closed client has no answer, and starts another process when it is asked', () => {
  const { client, processes, process, askFor, answer } = setUp();
  askFor(1);
  answer(0);
  client.close();
  expect(process(0).isEnded).toBe(true);
  expect(client.last).toBeUndefined();
  void client.ask(null);
  expect(processes).toHaveLength(2);
});
