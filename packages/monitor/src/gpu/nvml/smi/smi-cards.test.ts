import { expect, test } from 'vitest';
import { known, missing } from '../../../figure.ts';
import type { LineListener } from '../driver-process.ts';
import { SmiCards } from './smi-cards.ts';

const cardLine = (index: number, used = 1024) =>
  `${index}, GPU-${index}, 00000000:1${index}:00.0, 24564, ${used}, 37, 55, 100, 450, 2500, 10501, 30, 4, 16, NVIDIA GeForce RTX 4090`;
const HEADING = '# gpu pid type sm mem enc dec command';

interface FakeProgram extends LineListener {
  readonly args: readonly string[];
  isEnded: boolean;
}

/** Cards of fake programs, with a clock that the test moves. */
function setUp() {
  const programs: FakeProgram[] = [];
  let nowMs = 0;
  const cards = new SmiCards(
    (args) => (listener) => {
      const it: FakeProgram = { ...listener, args, isEnded: false };
      programs.push(it);
      return {
        send: () => {},
        end: () => {
          it.isEnded = true;
        },
      };
    },
    () => nowMs,
  );
  const running = (kind: string): FakeProgram => {
    const it = programs.findLast(({ args }) => args.join(' ').includes(kind));
    if (!it) throw new Error(`no ${kind}`);
    return it;
  };
  /** A second later: what each program writes. */
  const second = (lines: Partial<Record<'query-gpu' | 'compute-apps' | 'pmon', readonly string[]>>) => {
    nowMs += 1_000;
    cards.keepRunning(null);
    for (const [kind, texts] of Object.entries(lines)) for (const it of texts) running(kind).onLine(it);
    return cards.read();
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { cards, programs, running, second, pass };
}

test('three programs keep running, and their lines are the cards', () => {
  const { second, programs } = setUp();
  second({ 'query-gpu': [cardLine(0), cardLine(1)], 'compute-apps': ['GPU-0, 70, 512'], pmon: [HEADING] });
  const read = second({
    'query-gpu': [cardLine(1), cardLine(0)],
    'compute-apps': ['GPU-0, 70, 512', 'GPU-0, 71, [N/A]'],
    pmon: ['0 70 C 40 1 - - python', '0 71 C - - - - python', '1 - - - - - - -'],
  });
  expect(programs).toHaveLength(3);
  expect(read).toMatchObject({
    value: [
      {
        uuid: 'GPU-0',
        usedMb: known(1024),
        utilPct: known(37),
        processes: {
          value: [
            { pid: 70, computes: true, vramMb: known(512), utilPct: known(40) },
            { pid: 71, computes: true, vramMb: missing('wddm'), utilPct: known(0) },
          ],
        },
      },
      { uuid: 'GPU-1', processes: { value: [] } },
    ],
  });
});

test('[W2] use that the program never gives for a card is unknown, not 0', () => {
  const { second } = setUp();
  const lines = {
    'query-gpu': [cardLine(0)],
    'compute-apps': ['GPU-0, 70, 512'],
    pmon: [HEADING, '0 70 C - - - - x'],
  };
  expect(second(lines)).toMatchObject({
    value: [{ processes: { value: [{ pid: 70, utilPct: missing('not_exposed') }] } }],
  });
});

test('[W2] whether there are processes is unknown at first, and known when no line has come for 2 s', () => {
  const { second } = setUp();
  const lines = { 'query-gpu': [cardLine(0)] };
  expect(second(lines)).toMatchObject({ value: [{ processes: missing('timeout') }] });
  expect(second(lines)).toMatchObject({ value: [{ processes: missing('timeout') }] });
  expect(second(lines)).toMatchObject({ value: [{ processes: { ok: true, value: [] } }] });
});

test('cards and processes that are not repeated for 2 s are gone', () => {
  const { second } = setUp();
  second({ 'query-gpu': [cardLine(0), cardLine(1)], 'compute-apps': ['GPU-0, 70, 512'] });
  second({ 'query-gpu': [cardLine(0)] });
  second({ 'query-gpu': [cardLine(0)] });
  expect(second({ 'query-gpu': [cardLine(0)] })).toMatchObject({
    value: [{ uuid: 'GPU-0', processes: { value: [] } }],
  });
  second({});
  second({});
  expect(second({})).toEqual(missing('timeout'));
});

test('a program that ends is started again, ever more rarely; one that hangs is ended first', () => {
  const { second, programs, running } = setUp();
  const count = () => programs.filter(({ args }) => args.join(' ').includes('query-gpu')).length;
  second({});
  for (const [pauses, seconds] of [1, 2, 4, 8].entries()) {
    running('query-gpu').onEnd(false);
    for (let passed = 1; passed < seconds; passed += 1) second({});
    expect(count()).toBe(pauses + 1);
    second({});
    expect(count()).toBe(pauses + 2);
  }
  const hung = running('query-gpu');
  for (let passed = 0; passed < 60; passed += 1) second({});
  expect(hung.isEnded).toBe(true);
  expect(running('query-gpu')).toBe(hung);
  hung.onEnd(false);
  for (let passed = 0; passed < 60; passed += 1) second({});
  expect(running('query-gpu')).not.toBe(hung);
});

test('cards that are powered down are not asked: the programs are started again for the others', () => {
  const { cards, programs } = setUp();
  cards.keepRunning(null);
  cards.keepRunning(['0000:10:00.0', '0000:11:00.0']);
  cards.keepRunning(['0000:10:00.0', '0000:11:00.0']);
  expect(programs.map(({ args, isEnded }) => [args.slice(-2), isEnded])).toEqual([
    ...Array(2).fill([expect.arrayContaining(['--loop=1']), true]),
    [expect.anything(), true],
    ...Array(3).fill([['-i', '0000:10:00.0,0000:11:00.0'], false]),
  ]);
});

test('[W2] processes of the parts of a divided card are not known: the program does not tell whose parts they are', () => {
  const { second } = setUp();
  const divided = cardLine(1).replace(', 37,', ', [N/A],');
  const lines = {
    'query-gpu': [cardLine(0), divided],
    'compute-apps': ['GPU-0, 70, 512', 'MIG-4f, 71, 256'],
  };
  expect(second(lines)).toMatchObject({
    value: [
      { uuid: 'GPU-0', processes: { value: [{ pid: 70 }] } },
      { uuid: 'GPU-1', utilPct: missing('mig'), processes: missing('mig') },
    ],
  });
});

test('the number of processes is bounded', () => {
  const { second } = setUp();
  const lines = Array.from({ length: 9_000 }, (_, pid) => `GPU-0, ${pid + 1}, 1`);
  const read = second({ 'query-gpu': [cardLine(0)], 'compute-apps': lines });
  expect(read.ok && read.value[0]?.processes).toMatchObject({ value: { length: 8_192 } });
});
