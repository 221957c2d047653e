import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';

/** Result of a cgroup file operation: `ok`, or the error code. */
export type Said = 'ok' | (string & {});

/** Writes one of a cgroup's files. */
export const write = (path: string, text: string): Said => said(() => writeFileSync(path, text));

/** Makes a cgroup, and those above it. */
export const make = (path: string): Said => said(() => mkdirSync(path, { recursive: true }));

/** Words of one of a cgroup's files; none where it cannot be read. */
export function words(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split(/\s+/).filter(Boolean);
  } catch (error) {
    if (!codeOf(error)) throw error;
    return [];
  }
}

/** Cgroups right below one; none where it cannot be listed. Links, as to `cpu,cpuacct`, are none. */
export function cgroupsIn(path: string): readonly string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter((it) => it.isDirectory()).map((it) => `${path}/${it.name}`);
  } catch (error) {
    if (!codeOf(error)) throw error;
    return [];
  }
}

/** Pids in a cgroup and in those below it; 0, a process of a namespace that is not seen here, is left out. */
export const pidsIn = (path: string): readonly number[] => [
  ...words(`${path}/cgroup.procs`)
    .map(Number)
    .filter((pid) => pid > 0),
  ...cgroupsIn(path).flatMap(pidsIn),
];

/** Removes one cgroup, if neither a process nor another cgroup is in it. */
export function removeEmpty(path: string): Said {
  const answer = said(() => rmdirSync(path));
  return answer === 'ENOENT' ? 'ok' : answer;
}

/** Removes a cgroup with those below it, if no process is in them. */
export function remove(path: string): Said {
  for (const below of cgroupsIn(path)) remove(below);
  return removeEmpty(path);
}

/** Whether there is such a file or directory. */
export const exists = existsSync;

function said(act: () => void): Said {
  try {
    act();
    return 'ok';
  } catch (error) {
    const code = codeOf(error);
    if (!code) throw error;
    return code;
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
