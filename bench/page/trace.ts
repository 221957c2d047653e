/** An event of Chromium's trace format, as far as it is used. Times are in microseconds; `tdur` is CPU time of the thread. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Categories of Chromium's trace with one event for each task of a thread, and one for each frame of animation. */
export const TRACE_CATEGORIES = ['toplevel', 'devtools.timeline', '__metadata'];

/**
 * Tasks of the busiest main thread of a page, milliseconds of CPU time. It is the time of the thread itself: another program that has
 * the core meanwhile makes no task longer.
 */
export interface MainThread {
  readonly tasks: readonly number[];
  /** Those among them in which frames were made. */
  readonly frames: readonly number[];
}

/** Reads the main thread from a trace. */
export function mainThreadOf(trace: string): MainThread {
  const { traceEvents } = JSON.parse(trace) as { readonly traceEvents: readonly TraceEvent[] };
  const threads = traceEvents.filter(
    ({ ph, name, args }) => ph === 'M' && name === 'thread_name' && args?.name === 'CrRendererMain',
  );
  const sum = (tasks: readonly TraceEvent[]): number =>
    tasks.reduce((total, { tdur = 0 }) => total + tdur, 0);
  const [busiest] = threads
    .map(({ pid, tid }) => {
      const own = traceEvents.filter((it) => it.ph === 'X' && it.pid === pid && it.tid === tid);
      return { own, tasks: own.filter(({ name }) => name.endsWith('RunTask')) };
    })
    .toSorted((a, b) => sum(b.tasks) - sum(a.tasks));
  const { own, tasks } = busiest ?? { own: [], tasks: [] };
  const drawings = own.filter(({ name }) => name === 'FireAnimationFrame').map(({ ts }) => ts);
  const isFrame = ({ ts, dur = 0 }: TraceEvent): boolean => drawings.some((at) => at >= ts && at < ts + dur);
  const ms = (events: readonly TraceEvent[]): readonly number[] => events.map(({ tdur = 0 }) => tdur / 1_000);
  return { tasks: ms(tasks), frames: ms(tasks.filter(isFrame)) };
}
