import { natural } from './natural.ts';

/**
 * The `NSpid:` line of `/proc/<pid>/status` (proc_pid_status(5)): the process's pid in each PID namespace that it is in,
 * from the one of this /proc down to its own. Empty on kernels before 4.1.
 */
export const parseNamespacePids = (status: string): readonly number[] =>
  (/^NSpid:\s+(.*)$/m.exec(status)?.[1] ?? '').split(/\s+/).flatMap((it) => natural(it) ?? []);
