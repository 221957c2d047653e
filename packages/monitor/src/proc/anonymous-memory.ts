import { natural } from './natural.ts';

/** Memory of a process that no file stands behind, KiB. */
export interface AnonymousMemory {
  /** What is resident of it. */
  readonly residentKib: number;
  /** The same, each page divided by the number of processes that share it. */
  readonly proportionalKib: number;
}

/** Reads `/proc/<pid>/smaps_rollup` (proc_pid_smaps(5)); null when either figure is missing. */
export function parseAnonymousMemory(text: string): AnonymousMemory | null {
  const residentKib = natural(/^Anonymous: +(\d+) kB$/m.exec(text)?.[1]);
  const proportionalKib = natural(/^Pss_Anon: +(\d+) kB$/m.exec(text)?.[1]);
  return residentKib === null || proportionalKib === null ? null : { residentKib, proportionalKib };
}
