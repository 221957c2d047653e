import { statfsSync } from 'node:fs';
import { ask, type Files, parsed } from './files.ts';

/** PROC_SUPER_MAGIC (statfs(2)). */
const PROC_FILE_SYSTEM = 0x9fa0;

/** Maximum number of files to keep open: enough for some thousand processes. */
const MOST = 8192;

/**
 * How many files may stay open: half of this process's limit. 0 if `procRoot` is not a proc file system, because only
 * its files report that their process has ended.
 */
export function roomForOpenFiles(files: Files, procRoot: string): number {
  const type = ask(() => statfsSync(procRoot).type);
  if (!type.ok || type.value !== PROC_FILE_SYSTEM) return 0;
  const limit = parsed(files.text('/proc/self/limits'), parseOpenFileLimit) ?? 0;
  return Math.min(MOST, Math.floor(limit / 2));
}

/** Soft limit of open files in `/proc/<pid>/limits` (proc_pid_limits(5)); null if it is missing. */
export function parseOpenFileLimit(text: string): number | null {
  const [, soft] = /^Max open files +(\d+|unlimited)/m.exec(text) ?? [];
  if (soft === undefined) return null;
  return soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft);
}
