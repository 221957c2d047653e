import { natural } from './natural.ts';

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

/** Reads a stat line; null when it is cut short or not one. */
export function parseProcessStat(text: string): ProcessStat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const [state, ppid, , session, , , flags, , , , , user, system, ...later] = text
    .slice(close + 2)
    .split(' ', 26);
  const parentPid = natural(ppid);
  const userTicks = natural(user);
  const systemTicks = natural(system);
  const startTicks = natural(later[6]);
  const stackStart = later[12];
  if (parentPid === null || userTicks === null || systemTicks === null) return null;
  if (startTicks === null || stackStart === undefined) return null;
  return {
    command: text.slice(open + 1, close),
    parentPid,
    session: natural(session) ?? 0,
    alive: state !== 'Z' && state !== 'X' && (Number(flags) & KERNEL_THREAD) === 0,
    cpuTicks: userTicks + systemTicks,
    reapedTicks: (natural(later[0]) ?? 0) + (natural(later[1]) ?? 0),
    startTicks,
    stackStart,
  };
}
