import type { Answer, Files, Refusal } from '../files/index.ts';
import type { IsThere } from '../rates/index.ts';
import type { Process, Processes } from './process.ts';
import { type ProcessStat, parseProcessStat } from './process-texts.ts';
import {
  createRecognition,
  isNoWorker,
  isStillValid,
  NO_WORKER,
  type Recognition,
  type Remembered,
  saysTheSame,
} from './recognition.ts';
import { WorkBudget } from './work-budget.ts';

/** The processes of one sample; the next `read` changes it in place. */
export interface ProcessTable {
  readonly processes: Processes;
  /** Since the previous read a process started, ended, got another parent or runs another program. */
  readonly changed: boolean;
  /** Processes whose stat line may not be read. */
  readonly refused: number;
  /** Processes whose stat line could not be read for another reason than permission. */
  readonly failed: number;
  /** Both of these, and processes of which only the public files may be read. */
  readonly unreadable: number;
  /** Processes whose command line is read in a later sample, so that this one is not late. */
  readonly waiting: number;
  readonly isThere: IsThere;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** State of a process that is kept from one sample to the next. Samples are numbered. */
interface Known {
  readonly pid: number;
  readonly statPath: string;
  /** Its stat line at the last read if it belongs to a worker. Those of all processes would take a MiB. */
  line: string;
  /** State at the last read; null for kernel threads and zombies. */
  process: Writable<Process> | null;
  remembered: Remembered | null;
  /** First sample with this process. */
  since: number;
  /** Last sample in which its pid was listed. */
  sample: number;
  /** Last sample in which it belonged to a worker. */
  watched: number;
  /** Next sample in which it is read, if it belongs to no worker. */
  due: number;
}

/**
 * Processes that belong to no worker are read every N samples: a quarter of the samples for which they are known, as
 * launchers turn into servers soon after their start. `lifeless`: kernel threads and zombies.
 */
const INTERVAL = { shortest: 2, longest: 10, lifeless: 60 };
const SHARE_OF_AGE = 1 / 4;

/** A doubtful role is read again every N samples. */
const IN_DOUBT = 60;

/**
 * CPU time for the recognition of processes in one sample, milliseconds: any user can start thousands of processes with
 * long command lines at once. An ordinary process takes a tenth of a millisecond.
 */
const RECOGNITION_MS = 300;

/**
 * Reads the process table, and caches the role of each process for as long as it lives. A process of a worker costs one
 * read of its stat line per sample. Another process is read every second sample when it is new and ever more rarely
 * later, up to every tenth sample; its stat line shows an exec and a reused pid. Recognition has limited time in a sample: processes for
 * which it does not suffice wait for the next samples, the first to wait first.
 */
export class ProcessTableReader {
  readonly #files: Files;
  readonly #procRoot: string;
  readonly #recognise: Recognition;
  readonly #budget: WorkBudget;
  readonly #table = new Map<number, Known>();
  readonly #processes = new Map<number, Process>();
  /** Start time of the youngest process that was seen. */
  #newest = 0;
  /** Processes that started later did not exist in the previous sample. Without one, that is not known of any. */
  #previousTicks = Number.POSITIVE_INFINITY;
  /** Pids that could not be read in the previous sample. */
  #unreadBefore: ReadonlySet<number> = new Set();
  /** Pids that wait for recognition, in the order in which they began to. */
  #waiting = new Set<number>();
  #sample = 0;
  #changed = false;

  /** `cpuMs` is the CPU time of this thread, milliseconds. */
  constructor(
    files: Files,
    procRoot: string,
    recognise = createRecognition(files, procRoot),
    cpuMs?: () => number,
  ) {
    this.#files = files;
    this.#procRoot = procRoot;
    this.#recognise = recognise;
    this.#budget = new WorkBudget(RECOGNITION_MS, cpuMs);
  }

  /**
   * Reads all processes. `watched` are those that belong to workers, by key: they are read in every sample. `nowTicks`
   * is the time since boot, in clock ticks; null if it is not known.
   */
  read(
    watched: ReadonlyMap<string, Process> = NO_PROCESSES,
    nowTicks: number | null = 0,
  ): Answer<ProcessTable> {
    const names = this.#files.names(this.#procRoot);
    if (!names.ok) {
      this.#previousTicks = Number.POSITIVE_INFINITY;
      return names;
    }
    this.#sample += 1;
    this.#changed = false;
    this.#markWatched(watched);
    const { unread, refused } = this.#visitAll(names.value);
    const unreadable = unread.size + this.#sweep();
    this.#previousTicks = Math.max(this.#newest, nowTicks ?? Number.POSITIVE_INFINITY);
    this.#unreadBefore = unread;
    const isThere: IsThere = ({ pid, key }) =>
      unread.has(pid) || (this.#table.has(pid) && (this.#processes.get(pid)?.key ?? key) === key);
    const failed = unread.size - refused;
    const processes = this.#processes;
    const changed = this.#changed;
    const waiting = this.#waiting.size;
    return { ok: true, value: { processes, changed, refused, failed, unreadable, waiting, isThere } };
  }

  #visitAll(names: readonly string[]): { readonly unread: ReadonlySet<number>; readonly refused: number } {
    const unread = new Set<number>();
    let refused = 0;
    const visit = (pid: number) => {
      const refusal = this.#visit(pid);
      if (refusal === null) return;
      if (refusal !== 'gone') unread.add(pid);
      if (refusal === 'permission') refused += 1;
    };
    this.#budget.renew();
    const first = this.#waiting;
    this.#waiting = new Set();
    for (const pid of first) visit(pid);
    for (const name of names) {
      const pid = pidOf(name);
      if (pid !== 0 && !first.has(pid)) visit(pid);
    }
    return { unread, refused };
  }

  #markWatched(watched: ReadonlyMap<string, Process>): void {
    for (const [key, { pid }] of watched) {
      const known = this.#table.get(pid);
      if (known?.process?.key === key) known.watched = this.#sample;
    }
  }

  /** Drops processes that have ended; returns how many of the others have private files that may not be read. */
  #sweep(): number {
    let unreadable = 0;
    this.#table.forEach((known, pid) => {
      if (known.sample !== this.#sample) this.#forget(pid);
      else if (known.remembered?.readable === false) unreadable += 1;
    });
    return unreadable;
  }

  /** Must stay cheap for a process that is not due: on most machines that is nearly every process. */
  #visit(pid: number): Refusal | null {
    const before = this.#table.get(pid);
    const known = before ?? this.#add(pid);
    known.sample = this.#sample;
    if (known.due > this.#sample && known.watched < this.#sample) {
      if (known.process?.measured) {
        known.process.fresh = false;
        known.process.measured = false;
      }
      return null;
    }
    const refusal = this.#readProcess(known, before === undefined);
    if (refusal) {
      this.#forget(pid);
      return refusal;
    }
    known.due = this.#nextDue(known);
    if (known.process) this.#processes.set(pid, known.process);
    else this.#processes.delete(pid);
    return null;
  }

  #readProcess(known: Known, isNew: boolean): Refusal | null {
    const text = isNew ? this.#files.text(known.statPath) : this.#files.again(known.statPath);
    if (!text.ok) return text.refusal;
    const { process } = known;
    if (process && text.value === known.line && isSettled(known)) {
      process.fresh = false;
      process.measured = true;
      return null;
    }
    known.line = known.watched === this.#sample ? text.value : '';
    const stat = parseProcessStat(text.value);
    if (!stat) return 'failed';
    if (stat.alive) this.#update(known, stat);
    else this.#setLifeless(known);
    return null;
  }

  #setLifeless(known: Known): void {
    if (known.process !== null) {
      known.since = this.#sample;
      this.#changed = true;
    }
    known.process = null;
    known.remembered = null;
  }

  #update(known: Known, stat: ProcessStat): void {
    const { pid } = known;
    const before = known.process?.startTicks === stat.startTicks ? known.process : null;
    if (!before) this.#files.forget(`${this.#procRoot}/${pid}`);
    const remembered = this.#remember(pid, stat, (before && known.remembered) ?? undefined);
    const { role, identity, part, desktop, ignored } = remembered ?? NO_WORKER;
    if (before) {
      const isSame = before.parentPid === stat.parentPid && before.session === stat.session;
      if (!isSame || !saysTheSame(remembered, known.remembered)) this.#changed = true;
      Object.assign(before, stat, { fresh: false, measured: true, role, identity, part, desktop, ignored });
    } else {
      this.#changed = true;
      known.since = this.#sample;
      const fresh = stat.startTicks > this.#previousTicks && !this.#unreadBefore.has(pid);
      const key = `${pid}:${stat.startTicks}`;
      known.process = { ...stat, pid, key, fresh, measured: true, role, identity, part, desktop, ignored };
    }
    known.remembered = remembered;
    if (stat.startTicks > this.#newest) this.#newest = stat.startTicks;
  }

  /** What is known of a process; null if it waits for recognition. */
  #remember(pid: number, stat: ProcessStat, cached: Remembered | undefined): Remembered | null {
    const retry = (this.#sample + pid) % IN_DOUBT === 0;
    if (cached && isStillValid(cached, stat, retry)) return cached;
    if (!this.#budget.isSpent) return this.#budget.spend(() => this.#recognise(pid, stat, cached));
    this.#waiting.add(pid);
    return cached ?? null;
  }

  /** Spreads the reads by pid, so that not all processes are due in the same sample. */
  #nextDue({ pid, process, remembered, since }: Known): number {
    const sample = this.#sample;
    if (!isNoWorker(remembered) || this.#waiting.has(pid)) return sample + 1;
    const share = Math.floor((sample - since) * SHARE_OF_AGE);
    const interval =
      process === null ? INTERVAL.lifeless : Math.min(INTERVAL.longest, Math.max(INTERVAL.shortest, share));
    const next = (every: number): number => sample + every - ((sample + pid) % every);
    return remembered?.doubt ? Math.min(next(interval), next(IN_DOUBT)) : next(interval);
  }

  #add(pid: number): Known {
    const known: Known = {
      pid,
      statPath: `${this.#procRoot}/${pid}/stat`,
      line: '',
      process: null,
      remembered: null,
      since: this.#sample,
      sample: this.#sample,
      watched: 0,
      due: this.#sample,
    };
    this.#table.set(pid, known);
    return known;
  }

  #forget(pid: number): void {
    this.#table.delete(pid);
    if (this.#processes.delete(pid)) this.#changed = true;
  }
}

/** True if the same stat line would tell nothing that is not known. */
const isSettled = ({ process, remembered }: Known): boolean =>
  process !== null && remembered !== null && isStillValid(remembered, process, true);

const NO_PROCESSES: ReadonlyMap<string, Process> = new Map();

/** The pid for a name in /proc; 0 if the name is not a pid. */
function pidOf(name: string): number {
  const first = name.charCodeAt(0);
  return first > 48 && first <= 57 ? Number(name) || 0 : 0;
}
