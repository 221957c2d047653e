import { parseNamespacePids } from '../proc/index.ts';
import { createFiles } from './files.ts';

/**
 * A process's pid in each PID namespace that it is in, the outermost that this /proc knows first: `NSpid` of
 * proc_pid_status(5). The last one is what the process calls itself, as in a message of its container; a driver that
 * lists processes by the machine's pids names the first one of the machine's own /proc. Empty for a process that is gone
 * and on kernels that do not say.
 */
export function readNamespacePids(procRoot: string, pid: number): readonly number[] {
  const status = createFiles().text(`${procRoot}/${pid}/status`);
  return status.ok ? parseNamespacePids(status.value) : [];
}
