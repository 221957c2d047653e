import type { AtMostReason } from '@rbee/contract';
import { type Files, kibibytesIn, natural, parsed } from '../files/index.ts';
import { knowsStack, type Process } from '../processes/index.ts';

/** A process and its resident memory, MiB. */
export interface Resident {
  readonly process: Process;
  readonly mib: number;
  /** Of it, pages of files and shared memory; the rest is anonymous memory. */
  readonly fileAndSharedMib: number;
  /** Size of its program's code, KiB: processes of the same program have the same. */
  readonly codeKib: number;
}

/** What limits the memory of a worker, MiB; null if it is not known. */
export interface MemoryBounds {
  /** Anonymous memory of the worker's own cgroup, each page once. */
  readonly cgroupAnonymousMib: number | null;
  /** Anonymous memory of the machine, each page once. */
  readonly machineAnonymousMib: number | null;
  readonly machineMib: number | null;
}

/** Resident memory of several processes. `atMost`: why some of it may be counted more than once; null if it is not. */
export interface ResidentSum {
  readonly mib: number;
  /** Of it, pages of files and shared memory. */
  readonly fileAndSharedMib: number;
  readonly atMost: AtMostReason | null;
}

/** What is known of the memory that a process shares. Times in milliseconds. */
interface Known {
  readonly pid: number;
  /** Sample in which it was passed last. */
  sample: number;
  /**
   * Number of processes that it may share memory with, itself included; 1 if there is no other. The largest of a
   * sample: a process is in the sum of its worker and in that of one model.
   */
  among: number;
  /** Its shared memory (shmem, /dev/shm), MiB, and when it was read. */
  shmemMib: number;
  checkedAtMs: number;
  measured: Measured | null;
}

interface Measured {
  /** What a sum over all processes counts more than once of this one, MiB; or why it is not known. */
  readonly again: Again | Exclude<AtMostReason, 'not_measured'>;
  readonly atMs: number;
  readonly tookMs: number;
  readonly among: number;
}

interface Again {
  readonly anonymousMib: number;
  readonly shmemMib: number;
}

/** The kernel walks all pages of a process for a measurement: 10 ms per GiB without huge pages. */
const BUDGET_MS = { first: 20, later: 2 };
const SHARE_OF_TIME = 1 / 1000;
const AGAIN_MS = 10_000;
const LARGEST_MIB = 64 * 1024;
/** Less is not worth a measurement. */
const LEAST_SHMEM_MIB = 4;
/** Reads of `status` per sample; each costs some 20 µs. */
const MOST_CHECKS = 100;

/**
 * Sums the resident memory of a worker's processes, with the pages that they share counted once: forked ranks share what
 * none of them has written to, and ranks share memory segments. A fork without exec keeps its parent's stack address,
 * which the kernel randomises for every program; if the address may not be read, processes with the same size of code
 * count as forks. Measurements are made at the end of a sample: first what was never measured, then the oldest. Each is
 * repeated at most every ten seconds and takes at most a thousandth of the time. Above 64 GiB none is made. Until all are
 * made, or where they are not permitted, the sum is an upper bound. File pages are not considered: like in other tools,
 * a library counts for every process that maps it.
 */
export class SharedMemory {
  readonly #files: Files;
  readonly #procRoot: string;
  readonly #nowMs: () => number;
  readonly #known = new Map<string, Known>();
  #sample = 0;
  #atMs = 0;

  /** `nowMs` times the measurements. */
  constructor(files: Files, procRoot: string, nowMs: () => number) {
    this.#files = files;
    this.#procRoot = procRoot;
    this.#nowMs = nowMs;
  }

  /** Resident memory of the processes of one worker, or of one of its models. */
  sum(members: readonly Resident[], atMs: number, bounds: MemoryBounds): ResidentSum {
    this.#atMs = atMs;
    const whole = { anonymous: 0, fileAndShared: 0 };
    for (const { mib, fileAndSharedMib } of members) {
      whole.anonymous += mib - fileAndSharedMib;
      whole.fileAndShared += fileAndSharedMib;
    }
    if (members.length < 2) {
      return {
        mib: whole.anonymous + whole.fileAndShared,
        fileAndSharedMib: whole.fileAndShared,
        atMost: null,
      };
    }
    let atMost: AtMostReason | null = null;
    for (const [{ mib, fileAndSharedMib }, { measured, among }] of this.#sharing(members, bounds)) {
      if (!measured || measured.among < among) atMost ??= 'not_measured';
      if (!measured) continue;
      if (typeof measured.again === 'string') {
        atMost = measured.again;
      } else {
        whole.anonymous -= Math.min(mib - fileAndSharedMib, measured.again.anonymousMib);
        whole.fileAndShared -= Math.min(fileAndSharedMib, measured.again.shmemMib);
      }
    }
    const mib = bounded(whole, members, atMost ? bounds : { ...bounds, ...UNBOUNDED });
    return { mib, fileAndSharedMib: Math.min(mib, whole.fileAndShared), atMost };
  }

  /** The members that may share memory with other ones, with what is known of each. */
  #sharing(members: readonly Resident[], bounds: MemoryBounds): readonly (readonly [Resident, Known])[] {
    const forks = ofCgroup(members, bounds) === null ? forksAmong(members) : new Map<Resident, number>();
    const pairs = members.map((it) => [it, this.#knownOf(it)] as const);
    const withShmem = pairs.filter(([, { shmemMib }]) => shmemMib >= LEAST_SHMEM_MIB).length;
    return pairs.filter(([it, known]) => {
      const among = Math.max(forks.get(it) ?? 1, known.shmemMib >= LEAST_SHMEM_MIB ? withShmem : 1);
      if (it.mib <= LARGEST_MIB) known.among = Math.max(known.among, among);
      return among > 1;
    });
  }

  #knownOf({ process: { key, pid } }: Resident): Known {
    const before = this.#known.get(key);
    const known: Known = before ?? {
      pid,
      sample: 0,
      among: 1,
      shmemMib: 0,
      checkedAtMs: Number.NEGATIVE_INFINITY,
      measured: null,
    };
    if (!before) this.#known.set(key, known);
    if (known.sample !== this.#sample) known.among = 1;
    known.sample = this.#sample;
    return known;
  }

  /** Ends a sample: measures, and drops processes that were not passed in it. */
  endSample(): void {
    this.#known.forEach(({ sample }, key) => {
      if (sample !== this.#sample) this.#known.delete(key);
    });
    this.#sample += 1;
    const all = [...this.#known.values()];
    this.#check(all);
    const startMs = this.#nowMs();
    const due = all.filter((it) => it.among > 1 && isDue(it, this.#atMs)).toSorted(byUrgency);
    for (const known of due) {
      const tookMs = this.#nowMs() - startMs;
      if (tookMs >= (known.measured ? BUDGET_MS.later : BUDGET_MS.first)) break;
      known.measured = this.#measure(known);
    }
  }

  /** Reads how much shared memory processes have; every user may. */
  #check(all: readonly Known[]): void {
    const due = all.filter((it) => this.#atMs - it.checkedAtMs >= AGAIN_MS);
    for (const known of due.toSorted((a, b) => a.checkedAtMs - b.checkedAtMs).slice(0, MOST_CHECKS)) {
      known.shmemMib =
        (parsed(this.#files.text(`${this.#procRoot}/${known.pid}/status`), parseShmemKib) ?? 0) / 1024;
      known.checkedAtMs = this.#atMs;
    }
  }

  #measure({ pid, shmemMib, among }: Known): Measured {
    const startMs = this.#nowMs();
    const text = this.#files.text(`${this.#procRoot}/${pid}/smaps_rollup`);
    const tookMs = this.#nowMs() - startMs;
    const made = { atMs: this.#atMs, tookMs, among };
    const memory = parsed(text, parseProportionalMemory);
    if (!memory)
      return { again: !text.ok && text.refusal === 'permission' ? 'permission' : 'not_exposed', ...made };
    const anonymousMib = Math.max(0, memory.anonymousKib - memory.proportionalKib) / 1024;
    const again = { anonymousMib, shmemMib: Math.max(0, shmemMib - memory.proportionalShmemKib / 1024) };
    return { again, ...made };
  }
}

const isDue = ({ measured, among }: Known, atMs: number): boolean =>
  measured === null ||
  atMs - measured.atMs >= Math.max(measured.among === among ? AGAIN_MS : 0, measured.tookMs / SHARE_OF_TIME);

/** Never measured first, then those with other processes than before, then the oldest measurement. */
const byUrgency = (a: Known, b: Known): number =>
  urgency(b) - urgency(a) || (a.measured?.atMs ?? 0) - (b.measured?.atMs ?? 0);

const urgency = ({ measured, among }: Known): number => (measured ? (measured.among === among ? 0 : 1) : 2);

/**
 * For each process that is a fork of another one, or has forks, how many these are. Processes that started since the
 * previous sample are left out, because they may be about to exec.
 */
function forksAmong(members: readonly Resident[]): ReadonlyMap<Resident, number> {
  const groups = Map.groupBy(
    members.filter(({ process }) => !process.fresh),
    ({ process, codeKib }) => (knowsStack(process) ? `stack ${process.stackStart}` : `code ${codeKib}`),
  );
  const forks = [...groups.values()].filter((it) => it.length > 1);
  return new Map(forks.flatMap((group) => group.map((it) => [it, group.length] as const)));
}

/**
 * The anonymous memory of the worker's cgroup; null if it is not known. Memory stays charged to the cgroup in which it
 * was allocated (cgroup-v2.rst, Memory Ownership), so it says nothing if one process alone has more.
 */
function ofCgroup(members: readonly Resident[], { cgroupAnonymousMib }: MemoryBounds): number | null {
  if (cgroupAnonymousMib === null) return null;
  return members.every((it) => it.mib - it.fileAndSharedMib <= cgroupAnonymousMib)
    ? cgroupAnonymousMib
    : null;
}

/** A sum that counts each page once needs no bound of the machine. */
const UNBOUNDED = { machineAnonymousMib: null, machineMib: null };

function bounded(
  { anonymous, fileAndShared }: { readonly anonymous: number; readonly fileAndShared: number },
  members: readonly Resident[],
  bounds: MemoryBounds,
): number {
  const most = ofCgroup(members, bounds) ?? bounds.machineAnonymousMib ?? Number.POSITIVE_INFINITY;
  const mib = Math.min(anonymous, most) + fileAndShared;
  const least = Math.max(...members.map((it) => it.mib));
  return Math.max(least, Math.min(mib, bounds.machineMib ?? mib));
}

/** Figures of `/proc/<pid>/smaps_rollup` (proc_pid_smaps(5)), KiB; null if one is missing. */
export interface ProportionalMemory {
  /** Resident anonymous memory. */
  readonly anonymousKib: number;
  /** The same, with each page divided by the number of processes that share it. */
  readonly proportionalKib: number;
  /** Shared memory, divided alike. */
  readonly proportionalShmemKib: number;
}

/** Reads `/proc/<pid>/smaps_rollup`; kernels before 5.9 do not tell anonymous from shared memory. */
export function parseProportionalMemory(text: string): ProportionalMemory | null {
  const anonymousKib = kibibytesIn(text, 'Anonymous');
  const proportionalKib = kibibytesIn(text, 'Pss_Anon');
  const proportionalShmemKib = kibibytesIn(text, 'Pss_Shmem');
  if (anonymousKib === null || proportionalKib === null || proportionalShmemKib === null) return null;
  return { anonymousKib, proportionalKib, proportionalShmemKib };
}

/** Resident shared memory of a process in `/proc/<pid>/status` (proc_pid_status(5)), KiB; null if it is missing. */
export const parseShmemKib = (text: string): number | null =>
  natural(/^RssShmem:\s+(\d+) kB$/m.exec(text)?.[1]);
