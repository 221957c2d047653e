import { readFileSync } from 'node:fs';

/** utime, stime, cutime and cstime, counted from the state after the name (proc_pid_stat(5)). */
const FIRST = 11;
const LAST = 14;
/** USER_HZ of every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU seconds that processes have used so far, including children that they waited for. */
export const cpuSoFar = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(FIRST, LAST + 1).map(Number);
    return sum + ticks.reduce((total, it) => total + it, 0) / TICKS_PER_SECOND;
  }, 0);
