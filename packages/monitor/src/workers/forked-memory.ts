import { type Files, natural, parsed } from '../files/index.ts';
import type { Process } from '../processes/index.ts';

/** A process and its resident memory. */
export interface Resident {
  readonly process: Process;
  readonly mib: number;
}

interface Measured {
  readonly sharedMib: number;
  readonly atMs: number;
  readonly tookMs: number;
  /** Number of processes that shared it. */
  readonly among: number;
}

/** The kernel walks all pages of a process for these figures: 10 ms per GiB without huge pages. */
const BUDGET_MS = 2;
const SHARE_OF_TIME = 1 / 1000;
const AGAIN_MS = 10_000;
const LARGEST_MIB = 16 * 1024;

/**
 * Estimates the memory that forked processes share. Forked ranks share all pages that none of them has written to. A
 * fork without exec keeps its parent's stack address, which the kernel randomises for every program; only processes with
 * equal stack addresses are measured. Each is measured at most every ten seconds and for at most a thousandth of the
 * time, and not at all above 16 GiB. File pages are not considered: like in other tools, a library counts for every
 * process that maps it.
 */
export class ForkedMemory {
  readonly #files: Files;
  readonly #procRoot: string;
  readonly #nowMs: () => number;
  #before = new Map<string, Measured>();
  #now = new Map<string, Measured>();
  #leftMs = BUDGET_MS;

  /** `nowMs` times the measurements. */
  constructor(files: Files, procRoot: string, nowMs: () => number) {
    this.#files = files;
    this.#procRoot = procRoot;
    this.#nowMs = nowMs;
  }

  /** MiB that a sum over the resident memory of the members counts more than once. */
  countedAgainMib(members: readonly Resident[], atMs: number): number {
    let sum = 0;
    for (const family of families(members)) {
      for (const { process, mib } of family) {
        const known = this.#before.get(process.key);
        const isRecent = known !== undefined && !isDue(known, atMs, family.length);
        const measured =
          isRecent || this.#leftMs <= 0 ? known : this.#measure(process.pid, atMs, family.length);
        if (measured) this.#now.set(process.key, measured);
        sum += Math.min(mib, measured?.sharedMib ?? 0);
      }
    }
    return sum;
  }

  /** Ends a sample: drops processes that were not passed in it. */
  endSample(): void {
    this.#before = this.#now;
    this.#now = new Map();
    this.#leftMs = BUDGET_MS;
  }

  #measure(pid: number, atMs: number, among: number): Measured {
    const startMs = this.#nowMs();
    const memory = parsed(this.#files.text(`${this.#procRoot}/${pid}/smaps_rollup`), parseAnonymousMemory);
    const tookMs = this.#nowMs() - startMs;
    this.#leftMs -= tookMs;
    const sharedKib = memory ? Math.max(0, memory.residentKib - memory.proportionalKib) : 0;
    return { sharedMib: sharedKib / 1024, atMs, tookMs, among };
  }
}

const isDue = ({ atMs, tookMs, among }: Measured, nowMs: number, size: number): boolean =>
  nowMs - atMs >= Math.max(among === size ? AGAIN_MS : 0, tookMs / SHARE_OF_TIME);

/**
 * Groups members by stack address; 0 and 1 mean that the address is not known. Processes that started since the
 * previous sample are left out, because they may be about to exec. Most trees have no such group.
 */
function families(members: readonly Resident[]): readonly (readonly Resident[])[] {
  if (members.length < 2) return [];
  const asked = members.filter(
    ({ process: { stackStart, fresh }, mib }) => Number(stackStart) > 1 && !fresh && mib < LARGEST_MIB,
  );
  return [...Map.groupBy(asked, ({ process }) => process.stackStart).values()].filter((it) => it.length > 1);
}

/**
 * Resident anonymous memory of a process in `/proc/<pid>/smaps_rollup` (proc_pid_smaps(5)), KiB; null if it is missing.
 * In `proportionalKib` each page is divided by the number of processes that share it.
 */
export function parseAnonymousMemory(text: string): { residentKib: number; proportionalKib: number } | null {
  const residentKib = natural(/^Anonymous: +(\d+) kB$/m.exec(text)?.[1]);
  const proportionalKib = natural(/^Pss_Anon: +(\d+) kB$/m.exec(text)?.[1]);
  return residentKib === null || proportionalKib === null ? null : { residentKib, proportionalKib };
}
