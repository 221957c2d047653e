import {
  type CgroupDirectory,
  parseBlkio,
  parseCpuacctUsage,
  parseCpuStat,
  parseIoStat,
} from '../cgroup/index.ts';
import { type Figure, known, missing, scaled } from '../figure.ts';
import { type Files, parsed, reasonOf } from '../files/index.ts';
import type { BootClock, Moment } from '../node/index.ts';
import {
  type KernelUnits,
  type Process,
  parseProcessIo,
  parseResidentPages,
  type StorageBytes,
} from '../processes/index.ts';
import {
  type CounterReading,
  counted,
  type IsThere,
  type MemberCount,
  type TreeCounter,
} from '../rates/index.ts';
import type { ForkedMemory, Resident } from './forked-memory.ts';
import type { WholeCgroups } from './whole-cgroups.ts';
import type { Worker } from './worker.ts';

/** Where a worker's counters are read. */
export interface CounterSource {
  readonly files: Files;
  readonly procRoot: string;
  readonly units: KernelUnits;
  readonly trees: TreeCounter;
  readonly isThere: IsThere;
  readonly cgroups: WholeCgroups;
}

/** Where a worker's figures are read. */
export interface WorkerSource extends CounterSource {
  readonly clock: BootClock;
  readonly cpuCount: Figure;
  readonly forkedMemory: ForkedMemory;
}

const MIB = 1024 * 1024;

/** Upper bound for a plausible I/O rate, bytes per second. */
const MOST_BYTES_S = 2 ** 40;

/** Upper bound for a plausible CPU rate: all CPUs, times two because ticks are coarse and a reading takes time. */
const mostCpus = (cpuCount: Figure): number => (cpuCount.ok ? 2 * cpuCount.value : Number.POSITIVE_INFINITY);

/** What was measured of one worker. `startedAtMs` is since the epoch, null if it is not known. */
export type WorkerFigures = ReturnType<typeof readWorkerFigures>;

/** Reads the figures of one worker. Rates are stored by its root process, so a restarted worker starts over ([W4]). */
export function readWorkerFigures(source: WorkerSource, worker: Worker, { meter, atMs }: Moment) {
  const { units, clock, cpuCount } = source;
  const { key, startTicks } = worker.root;
  const startedS = startTicks / units.ticksPerSecond;
  const counters = readCounters(source, worker);
  return {
    cpuPct: scaled(meter.rate(`${key} cpu`, counters.cpuSeconds, atMs, mostCpus(cpuCount)), 100),
    readMbS: scaled(meter.rate(`${key} read`, counters.read, atMs, MOST_BYTES_S), 1 / MIB),
    writeMbS: scaled(meter.rate(`${key} written`, counters.written, atMs, MOST_BYTES_S), 1 / MIB),
    rssMb: readResidentMb(source, worker, atMs),
    ...ageOf(startedS, clock),
  };
}

/**
 * Both clocks, of `/proc/uptime` and of start times, include suspend. A start time in the future means that /proc
 * reports the uptime of a container (lxcfs); the age is unknown then.
 */
function ageOf(startedS: number, clock: BootClock): { uptimeS: Figure; startedAtMs: number | null } {
  const ageS = clock.uptimeS === null ? null : clock.uptimeS - startedS;
  const isAhead = ageS !== null && ageS < -1;
  return {
    uptimeS: ageS === null || isAhead ? missing('not_exposed') : known(Math.floor(ageS)),
    startedAtMs: clock.bootTimeS === null || isAhead ? null : (clock.bootTimeS + startedS) * 1000,
  };
}

/** From statm, because stat's figure lags behind on machines with many CPUs. Forked memory is counted once. */
export function readResidentMb(
  source: WorkerSource,
  { members, root }: Pick<Worker, 'members' | 'root'>,
  atMs: number,
): Figure {
  const { files, procRoot, units, forkedMemory } = source;
  const residents: Resident[] = [];
  for (const process of members) {
    const pages = parsed(files.again(`${procRoot}/${process.pid}/statm`), parseResidentPages);
    if (pages === null && process === root) return missing('not_exposed');
    if (pages !== null) residents.push({ process, mib: (pages * units.pageBytes) / MIB });
  }
  const sum = residents.reduce((total, { mib }) => total + mib, 0);
  return known(sum - forkedMemory.countedAgainMib(residents, atMs));
}

/** Cumulative counters of a worker: CPU time, and bytes read from and written to storage. */
export interface WorkerCounters {
  readonly cpuSeconds: CounterReading;
  readonly read: CounterReading;
  readonly written: CounterReading;
}

/** Reads the counters of a worker. */
export function readCounters(source: CounterSource, worker: Worker): WorkerCounters {
  const directories = source.cgroups.of(worker);
  return { cpuSeconds: readCpuSeconds(source, worker, directories), ...readIo(source, worker, directories) };
}

/** From its cgroup, which includes processes that have ended; without one, summed over its process tree. */
function readCpuSeconds(
  { files, units, trees, isThere }: CounterSource,
  { members, root }: Worker,
  directories: readonly CgroupDirectory[],
): CounterReading {
  for (const { path, version, controllers } of directories) {
    if (version === 1 && !controllers.includes('cpuacct')) continue;
    const seconds =
      version === 2
        ? parsed(files.again(`${path}/cpu.stat`), parseCpuStat)
        : parsed(files.again(`${path}/cpuacct.usage`), parseCpuacctUsage);
    if (seconds !== null) return counted(path, seconds);
  }
  const counts = members
    .filter((it) => it.measured)
    .map((it) => countOf(it, it.cpuTicks / units.ticksPerSecond, it.reapedTicks / units.ticksPerSecond));
  return trees.count(`${root.key} cpu`, counts, isThere);
}

type IoCounters = Pick<WorkerCounters, 'read' | 'written'>;

/**
 * Storage I/O of a worker: from its v2 cgroup, else summed over its tree, else from its v1 cgroup. Version 1 comes last
 * because it charges buffered writes to the root cgroup (cgroup-v2.rst, Writeback), and many kernels count nothing
 * unless a limit is set.
 */
function readIo(source: CounterSource, worker: Worker, directories: readonly CgroupDirectory[]): IoCounters {
  const { files } = source;
  for (const { path } of directories.filter((it) => it.version === 2)) {
    const io = parsed(files.again(`${path}/io.stat`), parseIoStat);
    if (io) return ofCgroup(path, io);
  }
  const ofTree = readTreeIo(source, worker);
  if (ofTree.read.ok) return ofTree;
  for (const { path } of directories.filter((it) => it.controllers.includes('blkio'))) {
    const file = `${path}/blkio.throttle.io_service_bytes`;
    const io = parsed(files.again(`${file}_recursive`), parseBlkio) ?? parsed(files.again(file), parseBlkio);
    if (io) return ofCgroup(path, io);
  }
  return ofTree;
}

const ofCgroup = (path: string, { readBytes, writtenBytes }: StorageBytes): IoCounters => ({
  read: counted(path, readBytes),
  written: counted(path, writtenBytes),
});

/**
 * The kernel adds the bytes of a child to its parent when the parent waits for it (wait_task_zombie() in
 * kernel/exit.c). A process that ended since the process table was read is left out. One that may not be read makes the
 * sum unknown ([W2]).
 */
function readTreeIo(source: CounterSource, { members, root }: Worker): IoCounters {
  const { files, procRoot, trees, isThere } = source;
  const reads: MemberCount[] = [];
  const writes: MemberCount[] = [];
  const ended = new Set<string>();
  for (const member of members) {
    const answer = files.again(`${procRoot}/${member.pid}/io`);
    const io = parsed(answer, parseProcessIo);
    if (io) {
      reads.push(countOf(member, 0, io.readBytes));
      writes.push(countOf(member, 0, io.writtenBytes));
    } else if (answer.ok || answer.refusal !== 'gone' || member === root) {
      const reading = { ok: false, reason: reasonOf(answer.ok ? 'failed' : answer.refusal) } as const;
      return { read: reading, written: reading };
    } else {
      ended.add(member.key);
    }
  }
  const isStillThere: IsThere = (it) => isThere(it) && !ended.has(it.key);
  return {
    read: trees.count(`${root.key} readBytes`, reads, isStillThere),
    written: trees.count(`${root.key} writtenBytes`, writes, isStillThere),
  };
}

function countOf({ key, pid, parentPid, fresh }: Process, own: number, told: number): MemberCount {
  return { key, pid, parentPid, own, told, fresh };
}
