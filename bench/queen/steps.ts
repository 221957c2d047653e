/** What is measured, in the order in which a heartbeat goes through it. */
export const STEPS = {
  parsed: 'read as JSON',
  checked: 'and checked, field by field',
  taken: 'read by the pattern of the one before, stored, indexed and published, with nobody watching',
  whole: 'and told one watcher of the whole stream',
  gzip: 'the same, compressed',
  delta: 'and told one watcher of changes, compressed',
  summary: 'and told one watcher of totals, compressed',
} as const;

/** A step by its name. */
export type StepName = keyof typeof STEPS;

/** CPU of one heartbeat and the garbage collector's part of it, microseconds. */
export interface StepCost {
  readonly cpuUs: number;
  readonly gcUs: number;
}
