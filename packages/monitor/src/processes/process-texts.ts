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
  /** Its first thread has ended (pthread_exit(3)), others still run: the kernel says nothing more of the first one. */
  readonly leaderless: boolean;
  /** User and system time, in clock ticks. */
  readonly cpuTicks: number;
  /** The same for descendants that have ended and were waited for, in clock ticks. */
  readonly reapedTicks: number;
  /** Start time since boot, in clock ticks; together with the pid it identifies a process. */
  readonly startTicks: number;
  /** Address of the stack's bottom; it changes with each exec. "0" if the reader has no right to know it. */
  readonly stackStart: string;
}

/** True if the address of the stack is known: the kernel prints 0 or 1 to a reader without the right to know it. */
export const knowsStack = ({ stackStart }: Pick<ProcessStat, 'stackStart'>): boolean =>
  Number(stackStart) > 1;

/** PF_KTHREAD of the kernel's include/linux/sched.h. */
const KERNEL_THREAD = 0x0020_0000;

/**
 * The fields after the name: state, parent, group, session, terminal and its group, flags, four fault counts, four
 * times, priority, nice, threads, itrealvalue, start, vsize, rss, rsslim, startcode, endcode, startstack. One regular
 * expression costs a fraction of a split, because a line has fifty fields.
 */
const FIELDS =
  /^ (\S) (\d{1,20}) \S+ (-?\d+) \S+ \S+ (\d+) \S+ \S+ \S+ \S+ (\d{1,20}) (\d{1,20}) (\S+) (\S+) \S+ \S+ (\d+) \S+ (\d{1,20}) \S+ \S+ \S+ \S+ \S+ (\S+)/;

/** Reads a stat line; null when it is cut short or not one. */
export function parseProcessStat(text: string): ProcessStat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const fields = FIELDS.exec(text.slice(close + 1));
  if (!fields) return null;
  // By their numbers, because taking a list apart as a list costs an object for each element.
  const { 1: state, 2: ppid, 3: session, 4: flags, 5: user, 6: system } = fields;
  const { 7: childUser, 8: childSystem, 9: threads, 10: start, 11: stack = '' } = fields;
  const parentPid = natural(ppid);
  const userTicks = natural(user);
  const systemTicks = natural(system);
  const startTicks = natural(start);
  if (parentPid === null || userTicks === null || systemTicks === null || startTicks === null) return null;
  const leaderless = state === 'Z' && Number(threads) > 1;
  return {
    command: text.slice(open + 1, close),
    parentPid,
    session: natural(session) ?? 0,
    alive: (leaderless || (state !== 'Z' && state !== 'X')) && (Number(flags) & KERNEL_THREAD) === 0,
    leaderless,
    cpuTicks: userTicks + systemTicks,
    reapedTicks: (natural(childUser) ?? 0) + (natural(childSystem) ?? 0),
    startTicks,
    stackStart: stack,
  };
}

/** Longest part of a command line that is read: any user can start a program with arguments of several MiB. */
export const MAX_COMMAND_LINE_BYTES = 64 * 1024;
const MAX_ARGUMENTS = 2_048;

/** Longest part of an environment that is read. */
export const MAX_ENVIRONMENT_BYTES = 256 * 1024;

/**
 * The arguments in `/proc/<pid>/cmdline` (proc_pid_cmdline(5)), at most 2048; each ends with a NUL. A program that
 * overwrites its arguments with a title leaves one text followed by NULs.
 */
export function parseArguments(text: string): readonly string[] {
  let end = text.length;
  while (text[end - 1] === '\0') end -= 1;
  return end === 0 ? [] : text.slice(0, end).split('\0', MAX_ARGUMENTS);
}

/** Units of the kernel, from the auxiliary vector (getauxval(3)). */
export interface KernelUnits {
  /** Clock ticks per second: the unit of all times in `/proc/<pid>/stat`. */
  readonly ticksPerSecond: number;
  /** Page size in bytes: the unit of `/proc/<pid>/statm`. */
  readonly pageBytes: number;
}

const AT_PAGESZ = 6n;
const AT_CLKTCK = 17n;
const PAIR_BYTES = 16;

/**
 * Reads `/proc/self/auxv` as 64-bit little-endian pairs, because Node has no sysconf. If it cannot be read, the usual
 * values of Linux are used: 100 ticks and 4096 bytes.
 */
export function parseAuxiliaryVector(bytes: Uint8Array): KernelUnits {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Map<bigint, number>();
  for (let at = 0; at + PAIR_BYTES <= view.byteLength; at += PAIR_BYTES) {
    found.set(view.getBigUint64(at, true), Number(view.getBigUint64(at + 8, true)));
  }
  return {
    ticksPerSecond: within(found.get(AT_CLKTCK), 1, 10_000) ?? 100,
    pageBytes: within(found.get(AT_PAGESZ), 4096, 2 ** 24) ?? 4096,
  };
}

const within = (value: number | undefined, low: number, high: number): number | undefined =>
  value !== undefined && value >= low && value <= high ? value : undefined;

/** The named variables of `/proc/<pid>/environ` (proc_pid_environ(5)), and no others: the rest may hold secrets. */
export function pickEnvironment(text: string, names: readonly string[]): ReadonlyMap<string, string> {
  const picked = new Map<string, string>();
  for (const entry of text.split('\0')) {
    const equals = entry.indexOf('=');
    const name = entry.slice(0, equals);
    if (equals > 0 && names.includes(name)) picked.set(name, entry.slice(equals + 1));
  }
  return picked;
}

/**
 * The `NSpid:` line of `/proc/<pid>/status` (proc_pid_status(5)): the process's pid in each PID namespace that it is
 * in, from the one of this /proc down to its own. Empty on kernels before 4.1.
 */
export const parseNamespacePids = (status: string): readonly number[] =>
  (/^NSpid:\s+(.*)$/m.exec(status)?.[1] ?? '').split(/\s+/).flatMap((it) => natural(it) ?? []);

/** Bytes that a process or a cgroup read from and wrote to storage. */
export interface StorageBytes {
  readonly readBytes: number;
  readonly writtenBytes: number;
}

/** Reads `/proc/<pid>/io` (proc_pid_io(5)); null when either count is missing or cut short. */
export function parseProcessIo(text: string): StorageBytes | null {
  const readBytes = natural(/^read_bytes: (\d+)\n/m.exec(text)?.[1]);
  const writtenBytes = natural(/^write_bytes: (\d+)\n/m.exec(text)?.[1]);
  return readBytes === null || writtenBytes === null ? null : { readBytes, writtenBytes };
}

/** Pages of a process in `/proc/<pid>/statm` (proc_pid_statm(5)). */
export interface ProcessPages {
  readonly resident: number;
  /** Of them, pages of files and shared memory. */
  readonly shared: number;
  /** Size of its program's code. */
  readonly code: number;
}

/** Reads `/proc/<pid>/statm`; null if a number is missing. */
export function parseProcessPages(text: string): ProcessPages | null {
  const { 1: residentText, 2: sharedText, 3: codeText } = text.split(' ', 4);
  const resident = natural(residentText);
  const shared = natural(sharedText);
  const code = natural(codeText);
  return resident === null || shared === null || code === null ? null : { resident, shared, code };
}

/** The effective user id in `/proc/<pid>/status` (proc_pid_status(5)); null if it is missing. */
export const effectiveUserId = (text: string): number | null => natural(/^Uid:\t\d+\t(\d+)/m.exec(text)?.[1]);
