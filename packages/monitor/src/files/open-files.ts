import { statfsSync } from 'node:fs';
import { ask, createFiles, type Files, parsed } from './files.ts';

/** PROC_SUPER_MAGIC (statfs(2)). */
const PROC_FILE_SYSTEM = 0x9fa0;

/** Maximum number of files to keep open: enough for some thousand processes. */
const MOST = 8192;

/** The files of this machine for samples: as many as may stay open from one sample to the next. */
export const createSampleFiles = (procRoot: string): Files =>
  createFiles(roomForOpenFiles(createFiles(), procRoot));

/**
 * How many files may stay open: half of the soft limit of this process (proc_pid_limits(5)). 0 if `procRoot` is not a
 * proc file system, because only its files report that their process has ended.
 */
function roomForOpenFiles(files: Files, procRoot: string): number {
  const type = ask(() => statfsSync(procRoot).type);
  if (!type.ok || type.value !== PROC_FILE_SYSTEM) return 0;
  const limits = parsed(files.text('/proc/self/limits'), (it) =>
    /^Max open files +(\d+|unlimited)/m.exec(it),
  );
  const soft = limits?.[1] === 'unlimited' ? MOST * 2 : Number(limits?.[1] ?? 0);
  return Math.min(MOST, Math.floor(soft / 2));
}
