import { parseAnonymousBytes } from '../cgroup/index.ts';
import { type Figure, known, missing, scaled } from '../figure.ts';
import { parsed } from '../files/index.ts';
import type { Moment, SinceBoot } from '../node/index.ts';
import { type Process, parseProcessPages, threadOf } from '../processes/index.ts';
import type { MemoryBounds, Resident, ResidentSum, SharedMemory } from './shared-memory.ts';
import type { Worker } from './worker.ts';
import { type CounterSource, counterId, readCounters } from './worker-counters.ts';

/** Where a worker's figures are read. */
export interface WorkerSource extends CounterSource {
  /** Null if it is not known. */
  readonly boot: SinceBoot | null;
  readonly cpuCount: Figure;
  readonly sharedMemory: SharedMemory;
  /** Anonymous memory and memory of the machine, MiB; null if they are not known. */
  readonly memory: Omit<MemoryBounds, 'cgroupAnonymousMib'>;
}

const MIB = 1024 * 1024;

/** Upper bound for a plausible I/O rate, bytes per second. */
const MOST_BYTES_S = 2 ** 40;

/** Upper bound for a plausible CPU rate: all CPUs, times two because ticks are coarse and a reading takes time. */
const mostCpus = (cpuCount: Figure): number => (cpuCount.ok ? 2 * cpuCount.value : Number.POSITIVE_INFINITY);

/** What was measured of one worker. `startedAtMs` is since the epoch, null if it is not known. `rssAtMost`: see [W8]. `rssSharedMb` is null if it is not known. */
export type WorkerFigures = ReturnType<typeof readWorkerFigures>;

/** Reads the figures of one worker. */
export function readWorkerFigures(source: WorkerSource, worker: Worker, { meter, atMs }: Moment) {
  const { units, boot, cpuCount } = source;
  const startedS = worker.root.startTicks / units.ticksPerSecond;
  const counters = readCounters(source, worker);
  const key = counterId(worker);
  const resident = readResident(source, worker, atMs);
  return {
    cpuPct: scaled(meter.rate(`${key} cpu`, counters.cpuSeconds, atMs, mostCpus(cpuCount)), 100),
    readMbS: scaled(meter.rate(`${key} read`, counters.read, atMs, MOST_BYTES_S), 1 / MIB),
    writeMbS: scaled(meter.rate(`${key} written`, counters.written, atMs, MOST_BYTES_S), 1 / MIB),
    rssMb: resident ? known(resident.mib) : missing('not_exposed'),
    rssAtMost: resident?.atMost ?? null,
    rssSharedMb: resident?.fileAndSharedMib ?? null,
    ...ageOf(startedS, boot),
  };
}

/** A start time in the future means that the boot time is that of a container; the age is unknown then. */
function ageOf(startedS: number, boot: SinceBoot | null): { uptimeS: Figure; startedAtMs: number | null } {
  if (!boot || boot.sinceBootS - startedS < -1) return { uptimeS: missing('not_exposed'), startedAtMs: null };
  const uptimeS = known(Math.floor(boot.sinceBootS - startedS));
  return { uptimeS, startedAtMs: boot.bootMs + startedS * 1000 };
}

/**
 * Resident memory of a worker or of one of its models; null if that of its root is not known. From statm, because
 * stat's figure lags behind on machines with many CPUs. Memory that processes share is counted once.
 */
export function readResident(
  source: WorkerSource,
  { members, root, directories }: Pick<Worker, 'members' | 'root' | 'directories'>,
  atMs: number,
): ResidentSum | null {
  const residents: Resident[] = [];
  for (const process of members) {
    const resident = residentOf(source, process);
    if (!resident && process === root) return null;
    if (resident) residents.push(resident);
  }
  const cgroupAnonymousMib = residents.length > 1 ? readAnonymousMib(source, { members, directories }) : null;
  return source.sharedMemory.sum(residents, atMs, { ...source.memory, cgroupAnonymousMib });
}

function residentOf({ files, procRoot, units }: WorkerSource, process: Process): Resident | null {
  const { pid, leaderless } = process;
  const directory = leaderless ? threadOf(files, procRoot, pid) : `${procRoot}/${pid}`;
  const pages = parsed(files.again(`${directory}/statm`), parseProcessPages);
  if (!pages) return null;
  const mibOf = (count: number) => (count * units.pageBytes) / MIB;
  return {
    process,
    mib: mibOf(pages.resident),
    fileAndSharedMib: Math.min(mibOf(pages.shared), mibOf(pages.resident)),
    codeKib: mibOf(pages.code) * 1024,
  };
}

/** Anonymous memory of the cgroup that contains the whole worker, if there is one. */
function readAnonymousMib(
  { files, cgroups }: WorkerSource,
  worker: Pick<Worker, 'members' | 'directories'>,
): number | null {
  for (const { path, version, controllers } of cgroups.of(worker)) {
    if (version === 1 && !controllers.includes('memory')) continue;
    const bytes = parsed(files.again(`${path}/memory.stat`), parseAnonymousBytes);
    if (bytes !== null) return bytes / MIB;
  }
  return null;
}
