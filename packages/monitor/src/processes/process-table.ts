import type { Answer, Files, Refusal } from '../files/index.ts';
import type { IsThere } from '../rates/index.ts';
import type { Process, Processes } from './process.ts';
import { parseProcessStat } from './process-stat.ts';
import { createRecognition, isSettledStranger, type Recognition, type Remembered } from './recognition.ts';

/** The processes of a sample, and how many could not be looked into; the next read writes over it. */
export interface ProcessTable {
  readonly processes: Processes;
  /** Since the read before one came, went, has another parent or turned into something else. */
  readonly changed: boolean;
  /** Not even their stat lines may be read. */
  readonly refused: number;
  /** Not even their stat lines could be read, for want of something else than permission. */
  readonly failed: number;
  /** These, and those of which only what everybody may know can be read. */
  readonly unreadable: number;
  readonly isThere: IsThere;
}

/** Reads the process table; remembers who each process is for as long as it lives. */
export interface ProcessTableReader {
  /** `watched` are processes that belong to workers, by their keys: they are measured in every sample. */
  read(watched?: ReadonlyMap<string, Process>): Answer<ProcessTable>;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** What is known of a process from one sample to the next. */
interface Known {
  readonly pid: number;
  readonly statPath: string;
  /** As the last sample showed it; null for what runs no code of its own. */
  process: Writable<Process> | null;
  remembered: Remembered | null;
  /** Sample in which it was seen first. */
  since: number;
  /** Sample in which it was seen last. */
  sample: number;
  /** Sample in which it was last known to belong to a worker. */
  watched: number;
  /** Sample in which it is looked at next, if it is not watched. */
  due: number;
}

/** Of so many samples, a process that is no worker's is looked at in one; so is what runs no code of its own. */
const REST = { young: 2, old: 10, lifeless: 60 };

/** Samples in which a process is young: launchers turn into servers in their first minute. */
const YOUNG = 60;

/** Samples between two looks at what who a process is was in doubt for. */
const IN_DOUBT = 60;

/**
 * A process of a worker costs one read of its stat line a sample; any other one, in turns, one every second sample in its
 * first sixty, and one every tenth later: another program and another process show in that line.
 */
export function createProcessTableReader(
  files: Files,
  procRoot: string,
  recognition: Recognition = createRecognition(files, procRoot),
): ProcessTableReader {
  const table = new Map<number, Known>();
  const processes = new Map<number, Process>();
  /** Start of the youngest process before this sample, and with it. */
  let newestBefore = 0;
  let newest = 0;
  let unreadBefore: ReadonlySet<number> = new Set();
  let sample = 0;
  let changed = false;

  /** The next sample in which a process is looked at that is no worker's. */
  const dueOf = ({ pid, process, remembered, since }: Known): number => {
    if (!isSettledStranger(remembered)) return sample + 1;
    const age = sample - since < YOUNG ? 'young' : 'old';
    const rest = REST[process === null ? 'lifeless' : age];
    return sample + rest - ((sample + pid) % rest);
  };

  const look = (known: Known, isNew: boolean): Refusal | null => {
    const { pid } = known;
    const text = isNew ? files.text(known.statPath) : files.again(known.statPath);
    if (!text.ok) return text.refusal;
    const stat = parseProcessStat(text.value);
    if (!stat) return 'failed';
    if (!stat.alive) {
      if (known.process !== null) {
        known.since = sample;
        changed = true;
      }
      known.process = null;
      known.remembered = null;
      return null;
    }
    const before = known.process?.startTicks === stat.startTicks ? known.process : null;
    const anew = (sample + pid) % IN_DOUBT === 0;
    const remembered = recognition.recognise(pid, stat, (before && known.remembered) ?? undefined, anew);
    const { role, identity, part, ignored } = remembered;
    if (before) {
      const { parentPid, session } = before;
      const isSame = parentPid === stat.parentPid && session === stat.session;
      if (!isSame || remembered !== known.remembered) changed = true;
      Object.assign(before, stat, { fresh: false, measured: true, role, identity, part, ignored });
    } else {
      changed = true;
      known.since = sample;
      const fresh = stat.startTicks >= newestBefore && !unreadBefore.has(pid);
      const key = `${pid}:${stat.startTicks}`;
      known.process = { ...stat, pid, key, fresh, measured: true, role, identity, part, ignored };
    }
    known.remembered = remembered;
    if (stat.startTicks > newest) newest = stat.startTicks;
    return null;
  };

  const knownOf = (pid: number): Known => {
    const known: Known = {
      ...{ pid, statPath: `${procRoot}/${pid}/stat`, process: null, remembered: null },
      ...{ since: sample, sample, watched: 0, due: sample },
    };
    table.set(pid, known);
    return known;
  };

  const forget = (pid: number): void => {
    table.delete(pid);
    if (processes.delete(pid)) changed = true;
  };

  /** Most of a machine's processes rest in most samples, so that this costs next to nothing for them. */
  const visit = (pid: number): Refusal | null => {
    const before = table.get(pid);
    const known = before ?? knownOf(pid);
    known.sample = sample;
    if (known.due > sample && known.watched < sample) {
      if (known.process?.measured) {
        known.process.fresh = false;
        known.process.measured = false;
      }
      return null;
    }
    const refusal = look(known, before === undefined);
    if (refusal) {
      forget(pid);
      return refusal;
    }
    known.due = dueOf(known);
    if (known.process) processes.set(pid, known.process);
    else processes.delete(pid);
    return null;
  };

  return {
    read: (watched = NOBODY) => {
      const names = files.names(procRoot);
      if (!names.ok) return names;
      sample += 1;
      changed = false;
      for (const [key, { pid }] of watched) {
        const known = table.get(pid);
        if (known?.process?.key === key) known.watched = sample;
      }
      const unread = new Set<number>();
      let refused = 0;
      for (const name of names.value) {
        const pid = pidOf(name);
        const refusal = pid === 0 ? null : visit(pid);
        if (refusal === null) continue;
        if (refusal !== 'gone') unread.add(pid);
        if (refusal === 'permission') refused += 1;
      }
      let unreadable = unread.size;
      table.forEach((known, pid) => {
        if (known.sample !== sample) forget(pid);
        else if (known.remembered?.readable === false) unreadable += 1;
      });
      newestBefore = newest;
      unreadBefore = unread;
      const isThere: IsThere = ({ pid, key }) =>
        unread.has(pid) || (table.has(pid) && (processes.get(pid)?.key ?? key) === key);
      const failed = unread.size - refused;
      return { ok: true, value: { processes, changed, refused, failed, unreadable, isThere } };
    },
  };
}

const NOBODY: ReadonlyMap<string, Process> = new Map();

/** The pid that a name in /proc is; 0 for any other name. */
function pidOf(name: string): number {
  const first = name.charCodeAt(0);
  return first > 48 && first <= 57 ? Number(name) || 0 : 0;
}
