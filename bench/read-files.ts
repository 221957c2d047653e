import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';

const MACHINE = ['/proc/stat', '/proc/loadavg', '/proc/meminfo', '/proc/uptime', '/proc/self/stat'];
const EXPECTED = new Set<unknown>(['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);
const BUFFER = Buffer.alloc(64 * 1024);

/** In so many samples a process that is no worker's is looked at once, when it is known for long. */
const REST = 10;

/** Reads, once a call, what a sample of the monitor reads, and makes nothing of it. */
export type ReadOnce = () => void;

/** When the figures of a process that is no worker's are read: seldom, as a sample does, or always. */
export type Strangers = 'as-a-sample' | 'stat-always';

/** Files of one process that are read in every call, or in every tenth. */
interface Readings<File> {
  readonly always: readonly File[];
  readonly seldom: readonly File[];
}

/** Every file is opened when it is first seen and then read from its start again. */
export function filesKeptOpen(strangers: Strangers): ReadOnce {
  const open = (path: string) => attempt(() => openSync(path, 'r'));
  return eachProcess(strangers, open, (file) => {
    readSync(file, BUFFER, 0, BUFFER.length, 0);
  });
}

/** Every file is opened, read and closed each time. */
export function filesOpenedEachTime(): ReadOnce {
  const readable = (path: string) => (attempt(() => readOnce(path)) === undefined ? undefined : path);
  return eachProcess('as-a-sample', readable, readOnce);
}

/** `prepare` gives undefined for what this user may not read; it is not asked again. */
function eachProcess<File>(
  strangers: Strangers,
  prepare: (path: string) => File | undefined,
  read: (file: File) => void,
): ReadOnce {
  const prepared = (paths: readonly string[]) => paths.flatMap((path) => prepare(path) ?? []);
  const machine = prepared(MACHINE);
  const known = new Map<string, Readings<File>>();
  let turn = 0;
  return () => {
    turn += 1;
    for (const file of machine) read(file);
    for (const pid of pids()) {
      let files = known.get(pid);
      if (!files) {
        const { always, seldom } = pathsOf(pid, strangers);
        files = { always: prepared(always), seldom: prepared(seldom) };
        known.set(pid, files);
      }
      for (const file of files.always) attempt(() => read(file));
      if ((turn + Number(pid)) % REST === 0) for (const file of files.seldom) attempt(() => read(file));
    }
  };
}

/** How many processes this machine shows. */
export const countProcesses = (): number => pids().length;

const pids = (): readonly string[] => readdirSync('/proc').filter((name) => name < ':');

function pathsOf(pid: string, strangers: Strangers): Readings<string> {
  const directory = `/proc/${pid}`;
  const command = attempt(() => readFileSync(`${directory}/cmdline`, 'latin1'));
  if (command?.startsWith('llama-server\0')) {
    const figures = [`${directory}/stat`, `${directory}/statm`, `${directory}/io`];
    return { always: figures, seldom: [] };
  }
  const stat = [`${directory}/stat`];
  return strangers === 'stat-always' ? { always: stat, seldom: [] } : { always: [], seldom: stat };
}

function readOnce(path: string): number {
  const file = openSync(path, 'r');
  try {
    return readSync(file, BUFFER, 0, BUFFER.length, 0);
  } finally {
    closeSync(file);
  }
}

/** Undefined where the process is gone or its file is not for this user. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && EXPECTED.has(error.code)) return undefined;
    throw error;
  }
}
