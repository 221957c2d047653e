import { parseProcessStat } from '../proc/index.ts';
import type { IsThere } from '../rates/index.ts';
import type { Process, Processes } from '../workers/index.ts';
import type { Answer, Files } from './files.ts';
import { createRecognition, isSettledStranger, type Recognition, type Remembered } from './recognition.ts';

/** The processes of a sample, and how many could not be looked into. */
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

/** What is known of a process between two looks. */
interface Known {
  /** As other samples show it; null for what runs no code of its own. */
  readonly resting: Process | null;
  readonly remembered: Remembered | null;
  /** Sample in which it was seen first. */
  readonly since: number;
}

/** A process as this sample shows it, beside what is kept of it. */
interface Seen extends Known {
  readonly process: Process | null;
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
  let before: ReadonlyMap<number, Known> = new Map();
  let newestBefore = 0;
  let unreadBefore: ReadonlySet<number> = NONE_UNREAD;
  let sample = 0;

  const rests = (pid: number, known: Known): boolean => {
    const turn = sample + pid;
    if (turn % (sample - known.since < YOUNG ? REST.young : REST.old) === 0) return false;
    if (known.resting === null || turn % REST.name !== 0) return true;
    const path = `${procRoot}/${pid}/comm`;
    const isItsOwn = files.isOpen(path);
    const name = files.again(path);
    return isItsOwn && name.ok && name.value === `${known.resting.command}\n`;
  };

  const look = (pid: number, known: Known | undefined, often: boolean): Answer<Seen> => {
    const path = `${procRoot}/${pid}/stat`;
    const text = often ? files.again(path) : files.text(path);
    if (!text.ok) return text;
    const stat = parseProcessStat(text.value);
    if (!stat) return { ok: false, refusal: 'failed' };
    if (!stat.alive) {
      const since = known?.resting === null ? known.since : sample;
      return { ok: true, value: { resting: null, remembered: null, since, process: null } };
    }
    const key = `${pid}:${stat.startTicks}`;
    const same = known?.resting?.key === key ? known : undefined;
    const anew = (sample + pid) % REST.old === 0;
    const remembered = recognition.recognise(pid, stat, same?.remembered ?? undefined, anew);
    const { role, identity, part, ignored } = remembered;
    const fresh = !same && stat.startTicks >= newestBefore && !unreadBefore.has(pid);
    const process = { ...stat, pid, key, fresh, measured: true, role, identity, part, ignored };
    const resting = { ...process, fresh: false, measured: false };
    return { ok: true, value: { resting, remembered, since: same?.since ?? sample, process } };
  };

  return {
    read: (watched = NONE) => {
      const names = files.names(procRoot);
      if (!names.ok) return names;
      sample += 1;
      const now = new Map<number, Known>();
      const processes = new Map<number, Process>();
      const isWatched = (it: Process | null): boolean => it !== null && watched.has(it.key);
      const count = { refused: 0, failed: 0, unreadable: 0 };
      const unread = new Set<number>();
      let newest = newestBefore;
      for (const name of names.value) {
        if (!/^[1-9]\d{0,8}$/.test(name)) continue;
        const pid = Number(name);
        let known = before.get(pid);
        let process = known?.resting ?? null;
        const often = known !== undefined && (!isSettledStranger(known.remembered) || isWatched(process));
        if (!known || often || !rests(pid, known)) {
          const seen = look(pid, known, often);
          if (!seen.ok && seen.refusal !== 'gone') unread.add(pid);
          if (!seen.ok && seen.refusal === 'permission') count.refused += 1;
          if (!seen.ok && seen.refusal === 'failed') count.failed += 1;
          if (!seen.ok) continue;
          known = seen.value;
          process = seen.value.process;
        }
        now.set(pid, known);
        if (!process) continue;
        if (!known.remembered?.readable) count.unreadable += 1;
        processes.set(pid, process);
        newest = Math.max(newest, process.startTicks);
      }
      before = now;
      newestBefore = newest;
      const { refused, failed } = count;
      const unreadable = count.unreadable + refused + failed;
      unreadBefore = unread;
      const isThere: IsThere = ({ pid, key }) =>
        unread.has(pid) || (now.has(pid) && (processes.get(pid)?.key ?? key) === key);
      return { ok: true, value: { processes, refused, failed, unreadable, isThere } };
    },
  };
}

const NONE: ReadonlySet<string> = new Set();
const NONE_UNREAD: ReadonlySet<number> = new Set();
