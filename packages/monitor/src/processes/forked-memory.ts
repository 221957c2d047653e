import { type Files, natural, parsed } from '../files/index.ts';
import type { Process } from './process.ts';

/** A process with what it has resident. */
export interface Resident {
  readonly process: Process;
  readonly mib: number;
}

/** Knows what processes share that were forked from one another. */
export interface ForkedMemory {
  /** MiB that a sum over the members of a tree counts more than once. */
  countedAgainMib(members: readonly Resident[], atMs: number): number;
  /** Ends a sample: what was not asked for in it is forgotten. */
  endSample(): void;
}

interface Measured {
  readonly sharedMib: number;
  readonly atMs: number;
  readonly tookMs: number;
  /** How many processes shared it. */
  readonly among: number;
}

/** The kernel walks through all of a process's pages for these figures: 10 ms for a GiB that has no huge pages. */
const BUDGET_MS = 2;
const SHARE_OF_TIME = 1 / 1000;
const AGAIN_MS = 10_000;
const LARGEST_MIB = 16 * 1024;

/**
 * Ranks that were forked share the pages that none of them has written to since. A fork that runs no other program keeps
 * its parent's stack, which the kernel places at random for every program: only such processes are asked what they
 * share, each at most every ten seconds and for a thousandth of the time, and never one of more than 16 GiB. Pages of
 * files are not looked at: what maps a library counts it, as in every tool. `nowMs` is the clock that this is timed by.
 */
export function createForkedMemory(files: Files, procRoot: string, nowMs: () => number): ForkedMemory {
  let before = new Map<string, Measured>();
  let now = new Map<string, Measured>();
  let leftMs = BUDGET_MS;

  const measure = (pid: number, atMs: number, among: number): Measured => {
    const startMs = nowMs();
    const memory = parsed(files.text(`${procRoot}/${pid}/smaps_rollup`), parseAnonymousMemory);
    const tookMs = nowMs() - startMs;
    leftMs -= tookMs;
    const sharedKib = memory ? Math.max(0, memory.residentKib - memory.proportionalKib) : 0;
    return { sharedMib: sharedKib / 1024, atMs, tookMs, among };
  };
  const isDue = ({ atMs, tookMs, among }: Measured, at: number, size: number) =>
    at - atMs >= Math.max(among === size ? AGAIN_MS : 0, tookMs / SHARE_OF_TIME);

  return {
    countedAgainMib: (members, atMs) => {
      let sum = 0;
      for (const family of families(members)) {
        for (const { process, mib } of family) {
          const known = before.get(process.key);
          const old = known !== undefined && !isDue(known, atMs, family.length);
          const measured = old || leftMs <= 0 ? known : measure(process.pid, atMs, family.length);
          if (measured) now.set(process.key, measured);
          sum += Math.min(mib, measured?.sharedMib ?? 0);
        }
      }
      return sum;
    },
    endSample: () => {
      before = now;
      now = new Map();
      leftMs = BUDGET_MS;
    },
  };
}

/**
 * Members of one stack, which may not be known (0 or 1); most trees have none, and cost nothing here. One that was forked
 * since the sample before may be about to run another program.
 */
function families(members: readonly Resident[]): readonly (readonly Resident[])[] {
  if (members.length < 2) return [];
  const asked = members.filter(
    ({ process: { stackStart, fresh }, mib }) => Number(stackStart) > 1 && !fresh && mib < LARGEST_MIB,
  );
  return [...Map.groupBy(asked, ({ process }) => process.stackStart).values()].filter((it) => it.length > 1);
}

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
