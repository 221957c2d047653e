/** What is measured, in the order in which a heartbeat goes through it. */
export const STEPS = {
  parsed: 'parsed as JSON',
  checked: 'and validated, field by field',
  taken: 'read, stored, indexed and published, without watchers',
  whole: 'and sent to one watcher of the whole stream',
  gzip: 'the same, compressed',
  delta: 'and sent to one watcher of changes, compressed',
  summary: 'and sent to one watcher of totals, compressed',
} as const;

/** A step by its name. */
export type StepName = keyof typeof STEPS;

/** CPU of one heartbeat and the garbage collector's part of it, microseconds. */
export interface StepCost {
  readonly cpuUs: number;
  readonly gcUs: number;
}
