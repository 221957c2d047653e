import { natural } from '../files/index.ts';

/** What one line of `/proc/<pid>/stat` says (proc_pid_stat(5)). */
export interface ProcessStat {
  /** The program's short name, which it can set itself: any characters, at most 15 bytes. */
  readonly command: string;
  readonly parentPid: number;
  /** Session (setsid(2)): children stay in it when their parent has ended. */
  readonly session: number;
  /** Runs code of its own: neither a kernel thread nor a process that has ended. */
  readonly alive: boolean;
  /** User and system time, in clock ticks. */
  readonly cpuTicks: number;
  /** The same of its children that have ended and that it waited for, and of theirs, in clock ticks. */
  readonly reapedTicks: number;
  /** Start after boot, in clock ticks; with the pid it names a process for ever. */
  readonly startTicks: number;
  /** Address of the stack's bottom, another one after each exec; "0" where the reader may not know it. */
  readonly stackStart: string;
}

/** PF_KTHREAD of the kernel's include/linux/sched.h. */
const KERNEL_THREAD = 0x0020_0000;

/**
 * What follows the name: state, parent, group, session, terminal and its group, flags, four counts of faults, then the four
 * times, priority, nice, threads, itrealvalue, start, vsize, rss, rsslim, startcode, endcode, startstack. One pattern costs a
 * fraction of a split, as a line has fifty fields.
 */
const FIELDS =
  /^ (\S) (\d{1,20}) \S+ (-?\d+) \S+ \S+ (\d+) \S+ \S+ \S+ \S+ (\d{1,20}) (\d{1,20}) (\S+) (\S+) \S+ \S+ \S+ \S+ (\d{1,20}) \S+ \S+ \S+ \S+ \S+ (\S+)/;

/** Reads a stat line; null when it is cut short or not one. */
export function parseProcessStat(text: string): ProcessStat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const fields = FIELDS.exec(text.slice(close + 1));
  if (!fields) return null;
  const [, state, ppid, session, flags, user, system, childUser, childSystem, start, stack = ''] = fields;
  const parentPid = natural(ppid);
  const userTicks = natural(user);
  const systemTicks = natural(system);
  const startTicks = natural(start);
  if (parentPid === null || userTicks === null || systemTicks === null || startTicks === null) return null;
  return {
    command: text.slice(open + 1, close),
    parentPid,
    session: natural(session) ?? 0,
    alive: state !== 'Z' && state !== 'X' && (Number(flags) & KERNEL_THREAD) === 0,
    cpuTicks: userTicks + systemTicks,
    reapedTicks: (natural(childUser) ?? 0) + (natural(childSystem) ?? 0),
    startTicks,
    stackStart: stack,
  };
}
