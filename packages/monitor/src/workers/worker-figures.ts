import { type Figure, known, missing } from '../figure.ts';
import { parsed } from '../files/index.ts';
import type { BootClock, Moment } from '../node/index.ts';
import {
  type AuxiliaryVector,
  type ForkedMemory,
  parseResidentPages,
  type Resident,
} from '../processes/index.ts';
import type { Worker } from './worker.ts';
import { type CounterSource, readCounters } from './worker-counters.ts';
import type { WorkerFigures } from './worker-stats.ts';

/** Where a worker's figures are read, and in which units the kernel gives them. */
export interface WorkerSource extends Omit<CounterSource, 'ticksPerSecond'> {
  readonly units: AuxiliaryVector;
  readonly clock: BootClock;
  readonly cpuCount: Figure;
  readonly forkedMemory: ForkedMemory;
}

const MIB = 1024 * 1024;

/** Upper bound for a plausible I/O rate, bytes per second. */
const MOST_BYTES_S = 2 ** 40;

/** Upper bound for a plausible CPU rate: all CPUs, times two because ticks are coarse and a reading takes time. */
const mostCpus = (cpuCount: Figure): number => (cpuCount.ok ? 2 * cpuCount.value : Number.POSITIVE_INFINITY);

/** Reads the figures of one worker. Rates are stored by its root process, so a restarted worker starts over ([W4]). */
export function readWorkerFigures(
  source: WorkerSource,
  worker: Worker,
  { meter, atMs }: Moment,
): WorkerFigures {
  const { units, clock, cpuCount } = source;
  const { key, startTicks } = worker.root;
  const startedS = startTicks / units.ticksPerSecond;
  const counted = readCounters({ ...source, ticksPerSecond: units.ticksPerSecond }, worker);
  return {
    cpuPct: scaled(meter.rate(`${key} cpu`, counted.cpuSeconds, atMs, mostCpus(cpuCount)), 100),
    readMbS: scaled(meter.rate(`${key} read`, counted.read, atMs, MOST_BYTES_S), 1 / MIB),
    writeMbS: scaled(meter.rate(`${key} written`, counted.written, atMs, MOST_BYTES_S), 1 / MIB),
    rssMb: readResidentMb(source, worker, atMs),
    ...ageOf(startedS, clock),
  };
}

/**
 * Both clocks, of `/proc/uptime` and of start times, include suspend. A start time in the future means that /proc
 * reports the uptime of a container (lxcfs); the age is unknown then.
 */
function ageOf(startedS: number, clock: BootClock): Pick<WorkerFigures, 'uptimeS' | 'startedAtMs'> {
  const ageS = clock.uptimeS === null ? null : clock.uptimeS - startedS;
  const isAhead = ageS !== null && ageS < -1;
  return {
    uptimeS: ageS === null || isAhead ? missing('not_exposed') : known(Math.floor(ageS)),
    startedAtMs: clock.bootTimeS === null || isAhead ? null : (clock.bootTimeS + startedS) * 1000,
  };
}

const scaled = (figure: Figure, factor: number): Figure =>
  figure.ok ? known(figure.value * factor) : figure;

/**
 * From statm, because stat's figure lags behind on machines with many CPUs. Memory that forked processes share is
 * counted once.
 */
function readResidentMb(source: WorkerSource, { members, root }: Worker, atMs: number): Figure {
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
