import { parseProcessStat } from '../proc/index.ts';
import type { IsThere } from '../rates/index.ts';
import type { Process, Processes } from '../workers/index.ts';
import type { Answer, Files, Refusal } from './files.ts';
import { createRecognition, isSettledStranger, type Recognition, type Remembered } from './recognition.ts';

/** The processes of a sample, and how many could not be looked into; good until the next read. */
export interface ProcessTable {
  readonly processes: Processes;
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
  /** `watched` are the keys of processes that belong to workers: they are measured in every sample. */
  read(watched?: ReadonlySet<string>): Answer<ProcessTable>;
}

/** What is known of a process from one sample to the next. */
interface Known {
  readonly statPath: string;
  readonly commPath: string;
  /** As the last sample showed it; null for what runs no code of its own. */
  process: Process | null;
  remembered: Remembered | null;
  /** Sample in which it was seen first. */
  since: number;
  /** Sample in which it was seen last. */
  sample: number;
}

/** Samples between two looks at the short name of a process that is no worker's, and at its stat line. */
const REST = { name: 2, young: 10, old: 60 };

/** Samples in which a process is young: launchers turn into servers in their first minute. */
const YOUNG = 60;

/**
 * A process of a worker costs one read of its stat line a sample; any other one, in turns, one of its short name every
 * second sample, from a file that stays open: where there is no room for one, its stat line too, as another process of the same
 * name may have its pid. Another program or another process shows in the name, except where that is the same, which is seen
 * within ten samples in its first sixty, and within sixty later.
 */
export function createProcessTableReader(
  files: Files,
  procRoot: string,
  recognition: Recognition = createRecognition(files, procRoot),
): ProcessTableReader {
  const table = new Map<number, Known>();
  const processes = new Map<number, Process>();
  let newestBefore = 0;
  let unreadBefore: ReadonlySet<number> = new Set();
  let sample = 0;

  const rests = (pid: number, known: Known): boolean => {
    const turn = sample + pid;
    if (turn % (sample - known.since < YOUNG ? REST.young : REST.old) === 0) return false;
    if (known.process === null || turn % REST.name !== 0) return true;
    const isItsOwn = files.isOpen(known.commPath);
    const name = files.again(known.commPath);
    return isItsOwn && name.ok && isLineOf(name.value, known.process.command);
  };

  /** Looks at a process whole; the answer is what it is known for now. */
  const look = (pid: number, known: Known, often: boolean): Refusal | null => {
    const text = often ? files.again(known.statPath) : files.text(known.statPath);
    if (!text.ok) return text.refusal;
    const stat = parseProcessStat(text.value);
    if (!stat) return 'failed';
    if (!stat.alive) {
      if (known.process !== null) known.since = sample;
      known.process = null;
      known.remembered = null;
      return null;
    }
    const before = known.process?.startTicks === stat.startTicks ? known.process : null;
    const anew = (sample + pid) % REST.old === 0;
    const remembered = recognition.recognise(pid, stat, (before && known.remembered) ?? undefined, anew);
    if (!before) known.since = sample;
    known.remembered = remembered;
    known.process = {
      ...stat,
      pid,
      key: before?.key ?? `${pid}:${stat.startTicks}`,
      fresh: !before && stat.startTicks >= newestBefore && !unreadBefore.has(pid),
      measured: true,
      role: remembered.role,
      identity: remembered.identity,
      part: remembered.part,
      ignored: remembered.ignored,
    };
    return null;
  };

  const knownOf = (pid: number): Known => {
    const directory = `${procRoot}/${pid}`;
    const known: Known = {
      ...{ statPath: `${directory}/stat`, commPath: `${directory}/comm` },
      ...{ process: null, remembered: null, since: sample, sample },
    };
    table.set(pid, known);
    return known;
  };

  const forget = (pid: number): void => {
    table.delete(pid);
    processes.delete(pid);
  };

  const visit = (pid: number, watched: ReadonlySet<string>): Refusal | null => {
    const before = table.get(pid);
    const known = before ?? knownOf(pid);
    const isWatched = known.process !== null && watched.has(known.process.key);
    const often = before !== undefined && (isWatched || !isSettledStranger(known.remembered));
    if (before && !often && rests(pid, known)) {
      if (known.process) known.process = atRest(known.process);
    } else {
      const refusal = look(pid, known, often);
      if (refusal) {
        forget(pid);
        return refusal;
      }
    }
    known.sample = sample;
    if (known.process) processes.set(pid, known.process);
    else processes.delete(pid);
    return null;
  };

  return {
    read: (watched = NONE) => {
      const names = files.names(procRoot);
      if (!names.ok) return names;
      sample += 1;
      const unread = new Set<number>();
      let refused = 0;
      for (const name of names.value) {
        const pid = pidOf(name);
        const refusal = pid === 0 ? null : visit(pid, watched);
        if (refusal === null) continue;
        if (refusal !== 'gone') unread.add(pid);
        if (refusal === 'permission') refused += 1;
      }
      let unreadable = unread.size;
      table.forEach(({ sample: last, process, remembered }, pid) => {
        if (last !== sample) {
          forget(pid);
          return;
        }
        if (process && !remembered?.readable) unreadable += 1;
        if (process && process.startTicks > newestBefore) newestBefore = process.startTicks;
      });
      unreadBefore = unread;
      const isThere: IsThere = ({ pid, key }) =>
        unread.has(pid) || (table.has(pid) && (processes.get(pid)?.key ?? key) === key);
      const failed = unread.size - refused;
      return { ok: true, value: { processes, refused, failed, unreadable, isThere } };
    },
  };
}

const NONE: ReadonlySet<string> = new Set();

/** As a sample shows a process that it does not look at. */
const atRest = (process: Process): Process =>
  process.measured || process.fresh ? { ...process, fresh: false, measured: false } : process;

/** The pid that a name in /proc is; 0 for any other name. */
function pidOf(name: string): number {
  const first = name.charCodeAt(0);
  return first > 48 && first <= 57 ? Number(name) || 0 : 0;
}

/** Without making the line, as this is asked for each process. */
const isLineOf = (line: string, text: string): boolean =>
  line.length === text.length + 1 && line.startsWith(text);
