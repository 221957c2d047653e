/** Runs the store in two threads. */
export { type HistoryClock, systemClock } from './history-clock.ts';
export type { ReaderData, WriterData } from './messages.ts';
export { threadsOf } from './thread.ts';
export { ThreadedHistory, type Threads } from './threaded-history.ts';
