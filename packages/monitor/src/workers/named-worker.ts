import type { ProcessStats, UnknownFields } from '@rbee/contract';
import type { Worker } from './worker.ts';

/** A worker, with what it is called. */
export interface NamedWorker {
  readonly worker: Worker;
  readonly instance: string;
  readonly model: string | null;
  readonly container: ProcessStats['container'];
  /** Why one of these is not known ([W2]). */
  readonly unknown: UnknownFields;
}
