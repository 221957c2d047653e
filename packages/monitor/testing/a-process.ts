import { createRecogniser, type Patterns, type Process } from '../src/processes/index.ts';

/** A process of a sample, recognised by its command line. Fields that are not given have a default. */
export function aProcess(
  pid: number,
  parentPid: number,
  line: string | readonly string[] = 'sleep 1',
  more: Partial<Process> = {},
  patterns: Partial<Patterns> = {},
): Process {
  const recognise = createRecogniser({ watch: [], ignore: [], ownPid: null, ...patterns });
  const surroundings = {
    variables: () => new Map(),
    directory: () => null,
    executable: () => null,
    file: () => ({ ok: false, refusal: 'gone' }) as const,
  };
  const argv = typeof line === 'string' ? line.split(' ') : line;
  const startTicks = more.startTicks ?? pid;
  return {
    pid,
    parentPid,
    startTicks,
    key: `${pid}:${startTicks}`,
    command: '',
    session: 1,
    alive: true,
    leaderless: false,
    cpuTicks: 0,
    reapedTicks: 0,
    stackStart: '0',
    fresh: false,
    measured: true,
    ...recognise(pid, argv, surroundings),
    ...more,
  };
}

/** Processes by their pids. */
export const aTable = (...processes: Process[]): ReadonlyMap<number, Process> =>
  new Map(processes.map((it) => [it.pid, it]));
