import { natural } from '../files/index.ts';

/** The fields of `/proc/<pid>/stat` that are used here (proc_pid_stat(5)). */
export interface ProcessStat {
  /** The program's short name, which it can set itself: any characters, at most 15 bytes. */
  readonly command: string;
  readonly parentPid: number;
  /** Session (setsid(2)); children keep it when their parent ends. */
  readonly session: number;
  /** Runs code of its own: neither a kernel thread nor a process that has ended. */
  readonly alive: boolean;
  /** User and system time, in clock ticks. */
  readonly cpuTicks: number;
  /** The same for descendants that have ended and were waited for, in clock ticks. */
  readonly reapedTicks: number;
  /** Start time since boot, in clock ticks; together with the pid it identifies a process. */
  readonly startTicks: number;
  /** Address of the stack's bottom; it changes with each exec. "0" if the reader has no right to know it. */
  readonly stackStart: string;
}

/** PF_KTHREAD of the kernel's include/linux/sched.h. */
const KERNEL_THREAD = 0x0020_0000;

/**
 * The fields after the name: state, parent, group, session, terminal and its group, flags, four fault counts, four
 * times, priority, nice, threads, itrealvalue, start, vsize, rss, rsslim, startcode, endcode, startstack. One regular
 * expression costs a fraction of a split, because a line has fifty fields.
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
