import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';

/** Result of a file operation: `ok`, or the error code. */
export type Result = 'ok' | (string & {});

/** Writes a file of a cgroup. */
export const write = (path: string, text: string): Result => attempt(() => writeFileSync(path, text));

/** Creates a cgroup and its parents. */
export const make = (path: string): Result => attempt(() => mkdirSync(path, { recursive: true }));

/** The words in a file of a cgroup; none if it cannot be read. */
export const words = (path: string): readonly string[] =>
  listed(() => readFileSync(path, 'utf8').split(/\s+/).filter(Boolean));

/** The child cgroups of a cgroup; none if it cannot be listed. Symbolic links, such as `cpu` to `cpu,cpuacct`, are left out. */
export const cgroupsIn = (path: string): readonly string[] =>
  listed(() => {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${path}/${name}`);
  });

/** Pids in a cgroup and its descendants. Pid 0, a process of a namespace that is not visible here, is left out. */
export const pidsIn = (path: string): readonly number[] => [
  ...words(`${path}/cgroup.procs`)
    .map(Number)
    .filter((pid) => pid > 0),
  ...cgroupsIn(path).flatMap(pidsIn),
];

/** Removes a cgroup that contains neither a process nor another cgroup. */
export function removeEmpty(path: string): Result {
  const result = attempt(() => rmdirSync(path));
  return result === 'ENOENT' ? 'ok' : result;
}

/** Removes a cgroup and its descendants, if no process is in them. */
export function remove(path: string): Result {
  for (const child of cgroupsIn(path)) remove(child);
  return removeEmpty(path);
}

function attempt(act: () => void): Result {
  try {
    act();
    return 'ok';
  } catch (error) {
    return codeOf(error);
  }
}

function listed(read: () => readonly string[]): readonly string[] {
  try {
    return read();
  } catch (error) {
    codeOf(error);
    return [];
  }
}

/** The code of an error of the system; any other error is thrown again. */
function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (!code) throw error;
  return code;
}
