import { execFileSync, spawnSync } from 'node:child_process';
import { Child, exitOnSignals } from './child.ts';

/** unshare(1) of util-linux. The kernel ends all processes of the namespace if unshare is killed. */
const UNSHARE = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'] as const;
/** Tells the program that it is in the namespace. */
const INSIDE = '--inside';

/** The user that a process runs as; the one who started the benchmark if empty. */
export interface User {
  readonly uid?: number;
  readonly gid?: number;
}

/** `nobody` if root started the benchmark, else the user who started it. */
export function ordinaryUser(): User {
  if (process.getuid?.() !== 0) return {};
  const id = (which: string) => Number(execFileSync('id', [which, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/**
 * Runs this program again in its own PID namespace, where it sees only its own processes, and where all of them end with
 * it. Resolves with the exit status of that run; with null in the namespace, or if none can be made (this needs root).
 */
export async function runInNamespace(): Promise<number | null> {
  exitOnSignals();
  const [program, ...flags] = UNSHARE;
  if (isInNamespace() || spawnSync(program, [...flags, 'true']).status !== 0) return null;
  const command = [...UNSHARE, process.execPath, ...process.argv.slice(1), INSIDE];
  const status = await new Child(command, { stdio: 'inherit', killSignal: 'SIGKILL' }).exited;
  return typeof status === 'number' ? status : 1;
}

const isInNamespace = (): boolean => process.argv.includes(INSIDE);

/** Says how the processes of this benchmark run, for a report. */
export function isolation(user: User): string {
  const name = user.uid === undefined ? 'the user who started it' : 'nobody';
  return `as ${name}${isInNamespace() ? ', in a PID namespace of its own' : ''}`;
}
