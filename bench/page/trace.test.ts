import { expect, test } from 'vitest';
import { mainThreadOf } from './trace.ts';

const task = (tid: number, ts: number, tdur: number) => ({
  ...{ name: 'ThreadControllerImpl::RunTask', ph: 'X', pid: 1, tid, ts, dur: 2 * tdur, tdur },
});
const thread = (tid: number, name: string) => ({
  ...{ name: 'thread_name', ph: 'M', pid: 1, tid, ts: 0, args: { name } },
});

test('tasks are those of the busiest main thread, in CPU time, and frames those that run animations', () => {
  const traceEvents = [
    ...[thread(1, 'CrRendererMain'), thread(2, 'CrRendererMain'), thread(3, 'SharedWorker')],
    ...[task(1, 0, 5_000), task(1, 20_000, 60_000), task(2, 0, 1_000), task(3, 0, 90_000)],
    { name: 'FireAnimationFrame', ph: 'X', pid: 1, tid: 1, ts: 30_000, dur: 900, tdur: 900 },
    { name: 'FireAnimationFrame', ph: 'X', pid: 1, tid: 2, ts: 100, dur: 900, tdur: 900 },
  ];
  expect(mainThreadOf(JSON.stringify({ traceEvents }))).toEqual({ tasks: [5, 60], frames: [60] });
});

test('a trace without a main thread has no tasks', () => {
  expect(mainThreadOf('{"traceEvents":[]}')).toEqual({ tasks: [], frames: [] });
});
