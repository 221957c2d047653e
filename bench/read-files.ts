import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';

const MACHINE = ['/proc/stat', '/proc/loadavg', '/proc/meminfo', '/proc/uptime', '/proc/self/stat'];
const EXPECTED = new Set<unknown>(['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);
const BUFFER = Buffer.alloc(64 * 1024);
/** The monitor reads a process that is not a worker in one of this many samples. */
const REST = 10;

/** Reads the files that a sample of the monitor reads, and does nothing with them. */
export type ReadOnce = () => void;

/** When processes that are not workers are read: as rarely as the monitor does, or in every sample. */
export type OtherProcesses = 'as-a-sample' | 'stat-always';

/** The files of one process. */
interface ProcessFiles<File> {
  readonly files: readonly File[];
  /** True if they are read in one of `REST` samples. */
  readonly isRare: boolean;
}

/** Opens every file once, and reads it from its start in every sample. */
export const filesKeptOpen = (others: OtherProcesses): ReadOnce =>
  readEachProcess(
    others,
    (path) => attempt(() => openSync(path, 'r')),
    (file) => void readSync(file, BUFFER, 0, BUFFER.length, 0),
  );

/** Opens, reads and closes every file in every sample. */
export const filesOpenedEachTime = (): ReadOnce =>
  readEachProcess('as-a-sample', (path) => attempt(() => openReadClose(path)), openReadClose);

/** `prepare` returns undefined for a file that this user may not read; it is not tried again. */
function readEachProcess<File>(
  others: OtherProcesses,
  prepare: (path: string) => File | undefined,
  read: (file: File) => void,
): ReadOnce {
  const prepareAll = (paths: readonly string[]) => paths.flatMap((path) => prepare(path) ?? []);
  const machine = prepareAll(MACHINE);
  const known = new Map<string, ProcessFiles<File>>();
  let turn = 0;
  return () => {
    turn += 1;
    for (const file of machine) read(file);
    for (const pid of pids()) {
      let found = known.get(pid);
      if (!found) {
        const { files, isRare } = filesOf(pid, others);
        found = { files: prepareAll(files), isRare };
        known.set(pid, found);
      }
      if (found.isRare && (turn + Number(pid)) % REST !== 0) continue;
      for (const file of found.files) attempt(() => read(file));
    }
  };
}

/** Number of processes that are visible on this machine. */
export const countProcesses = (): number => pids().length;

const pids = (): readonly string[] => readdirSync('/proc').filter((name) => name < ':');

function filesOf(pid: string, others: OtherProcesses): ProcessFiles<string> {
  const isWorker = attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'latin1'))?.startsWith(
    'llama-server\0',
  );
  const names = isWorker ? ['stat', 'statm', 'io'] : ['stat'];
  return {
    files: names.map((name) => `/proc/${pid}/${name}`),
    isRare: !isWorker && others === 'as-a-sample',
  };
}

function openReadClose(path: string): string {
  const file = openSync(path, 'r');
  try {
    readSync(file, BUFFER, 0, BUFFER.length, 0);
    return path;
  } finally {
    closeSync(file);
  }
}

/** Undefined if the process has ended or the user may not read its file. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && EXPECTED.has(error.code)) return undefined;
    throw error;
  }
}
