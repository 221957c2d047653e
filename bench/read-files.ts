import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';

const MACHINE = ['/proc/stat', '/proc/loadavg', '/proc/meminfo', '/proc/uptime', '/proc/self/stat'];
const EXPECTED = new Set<unknown>(['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);
const BUFFER = Buffer.alloc(64 * 1024);
/** The monitor reads a process that is not a worker in one of this many samples. */
const REST = 10;

/** Reads the files that a sample of the monitor reads, and does nothing with them. */
export type ReadOnce = () => void;

/**
 * How files are read: kept open, or opened and closed each time. `stat-kept-open` reads processes that are not workers in every
 * sample, the others as rarely as the monitor does.
 */
export type Reading = 'kept-open' | 'stat-kept-open' | 'opened-each-time';

/** The path of a file, or its descriptor if it is kept open. */
type File = string | number;

interface ProcessFiles {
  readonly files: readonly File[];
  /** True if they are read in one of `REST` samples. */
  readonly isRare: boolean;
}

/** Returns a function that reads the files of one sample. Files that this user may not read are left out. */
export function readFiles(reading: Reading): ReadOnce {
  const prepare = (path: string): File | undefined =>
    attempt(() => {
      if (reading !== 'opened-each-time') return openSync(path, 'r');
      read(path);
      return path;
    });
  const prepareAll = (paths: readonly string[]): readonly File[] =>
    paths.flatMap((path) => prepare(path) ?? []);
  const filesOf = (pid: string): ProcessFiles => {
    const commandLine = attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'latin1'));
    const isWorker = commandLine?.startsWith('llama-server\0') ?? false;
    const names = isWorker ? ['stat', 'statm', 'io'] : ['stat'];
    return {
      files: prepareAll(names.map((name) => `/proc/${pid}/${name}`)),
      isRare: !isWorker && reading !== 'stat-kept-open',
    };
  };
  const machine = prepareAll(MACHINE);
  const known = new Map<string, ProcessFiles>();
  let turn = 0;
  return () => {
    turn += 1;
    for (const file of machine) read(file);
    for (const pid of readdirSync('/proc').filter((name) => name < ':')) {
      const { files, isRare } = known.get(pid) ?? filesOf(pid);
      if (!known.has(pid)) known.set(pid, { files, isRare });
      if (isRare && (turn + Number(pid)) % REST !== 0) continue;
      for (const file of files) attempt(() => read(file));
    }
  };
}

function read(file: File): void {
  const descriptor = typeof file === 'number' ? file : openSync(file, 'r');
  try {
    readSync(descriptor, BUFFER, 0, BUFFER.length, 0);
  } finally {
    if (descriptor !== file) closeSync(descriptor);
  }
}

/** Undefined if the process has ended or the user may not read its file. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof Error && 'code' in error && EXPECTED.has(error.code)) return undefined;
    throw error;
  }
}
