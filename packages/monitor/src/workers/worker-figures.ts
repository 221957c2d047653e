import { type Figure, known, missing, scaled } from '../figure.ts';
import { parsed } from '../files/index.ts';
import type { Moment, SinceBoot } from '../node/index.ts';
import { parseResidentPages, threadOf } from '../processes/index.ts';
import type { ForkedMemory, Resident } from './forked-memory.ts';
import type { Worker } from './worker.ts';
import { type CounterSource, counterId, readCounters } from './worker-counters.ts';

/** Where a worker's figures are read. */
export interface WorkerSource extends CounterSource {
  /** Null if it is not known. */
  readonly boot: SinceBoot | null;
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

/** Reads the figures of one worker. */
export function readWorkerFigures(source: WorkerSource, worker: Worker, { meter, atMs }: Moment) {
  const { units, boot, cpuCount } = source;
  const startedS = worker.root.startTicks / units.ticksPerSecond;
  const counters = readCounters(source, worker);
  const key = counterId(worker);
  return {
    cpuPct: scaled(meter.rate(`${key} cpu`, counters.cpuSeconds, atMs, mostCpus(cpuCount)), 100),
    readMbS: scaled(meter.rate(`${key} read`, counters.read, atMs, MOST_BYTES_S), 1 / MIB),
    writeMbS: scaled(meter.rate(`${key} written`, counters.written, atMs, MOST_BYTES_S), 1 / MIB),
    rssMb: readResidentMb(source, worker, atMs),
    ...ageOf(startedS, boot),
  };
}

/** A start time in the future means that the boot time is that of a container; the age is unknown then. */
function ageOf(startedS: number, boot: SinceBoot | null): { uptimeS: Figure; startedAtMs: number | null } {
  const ageS = boot ? boot.sinceBootS - startedS : null;
  if (!boot || ageS === null || ageS < -1) return { uptimeS: missing('not_exposed'), startedAtMs: null };
  return { uptimeS: known(Math.floor(ageS)), startedAtMs: boot.bootMs + startedS * 1000 };
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
    const directory = process.leaderless
      ? threadOf(files, procRoot, process.pid)
      : `${procRoot}/${process.pid}`;
    const pages = parsed(files.again(`${directory}/statm`), parseResidentPages);
    if (pages === null && process === root) return missing('not_exposed');
    if (pages !== null) residents.push({ process, mib: (pages * units.pageBytes) / MIB });
  }
  const sum = residents.reduce((total, { mib }) => total + mib, 0);
  return known(sum - forkedMemory.countedAgainMib(residents, atMs));
}
