import { availableParallelism, release } from 'node:os';
import type { UnknownFields } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import { noEngineReader } from './engine-reader.ts';
import { type Figure, known } from './figure.ts';
import { createFiles, type Files, reasonOf, roomForOpenFiles } from './files/index.ts';
import { type Finding, findingsElsewhere, findingsOf, readMachineFacts } from './findings/index.ts';
import { noGpuReader } from './gpu-reader.ts';
import type { Monitor, MonitorOptions, Sample } from './monitor.ts';
import { Namer } from './naming/index.ts';
import { type Moment, nodeStats, readLinuxMachine, readPortableMachine, type Unseen } from './node/index.ts';
import { parseAuxiliaryVector, readVisibility, type Visibility } from './processes/index.ts';
import { type IsThere, Meter, TreeCounter } from './rates/index.ts';
import {
  Finder,
  ForkedMemory,
  type Found,
  inOrder,
  readWorkerFigures,
  WholeCgroups,
  workerStats,
} from './workers/index.ts';

/** The part of a sample that depends on the operating system. */
interface Sampler {
  read(moment: Moment): Omit<Sample, 'timestamp'>;
  close(): void;
}

/**
 * Creates a monitor: of workers and the machine on Linux, of the machine alone on other systems. Throws a RangeError
 * that names the option when an option is wrong. `machineFiles` replaces the kernel's files in tests.
 */
export function createMonitor(options: MonitorOptions, machineFiles?: Files): Monitor {
  const { platform = process.platform, nowMs = Date.now, monotonicMs = () => performance.now() } = options;
  checkOptions(options);
  const start = () => ({
    meter: new Meter(),
    ...(platform === 'linux'
      ? linuxSampler(options, monotonicMs, machineFiles)
      : portableSampler(options, platform)),
  });
  let state = start();
  return {
    sample: () => {
      const timestamp = new Date(nowMs()).toISOString();
      const seen = state.read({ meter: state.meter, atMs: monotonicMs() });
      state.meter.endSample();
      return { timestamp, ...seen };
    },
    diagnose: () => (platform === 'linux' ? diagnoseLinux(options) : findingsElsewhere(platform, release())),
    close: () => {
      state.close();
      state = start();
    },
  };
}

function checkOptions({ watch = [] }: MonitorOptions): void {
  for (const { group } of watch) {
    if (group.length < 1 || group.length > LIMITS.maxNameChars) {
      throw new RangeError(
        `watch must name groups of 1 to ${LIMITS.maxNameChars} characters, not "${group}"`,
      );
    }
  }
}

/** Samples of an operating system whose processes cannot be read. */
const portableSampler = ({ version }: MonitorOptions, platform: NodeJS.Platform): Sampler => ({
  read: (moment) => ({
    workers: [],
    node: nodeStats(readPortableMachine(platform), version, moment, noGpuReader().read(), {
      unreadable: null,
      unknown: { workers: 'not_exposed' },
    }),
  }),
  close: () => {},
});

function placesOf({ procRoot = '/proc', sysRoot = '/sys', cgroupRoot }: MonitorOptions) {
  return { procRoot, cgroupRoot: cgroupRoot ?? `${sysRoot}/fs/cgroup` };
}

/** Finds workers and names them. A worker keeps its name for as long as it runs. */
function createSearch(options: MonitorOptions, files: Files) {
  const { procRoot, cgroupRoot } = placesOf(options);
  const { watch = [], ignore = [] } = options;
  const finder = new Finder(files, procRoot, cgroupRoot, { watch, ignore });
  const namer = new Namer(files, procRoot);
  return (gpuHolders: ReadonlySet<number>, atMs: number) => {
    const found = finder.find(gpuHolders);
    return { found, named: namer.name(found.workers, atMs) };
  };
}

function linuxSampler(options: MonitorOptions, monotonicMs: () => number, machineFiles?: Files): Sampler {
  const { procRoot } = placesOf(options);
  const files = machineFiles ?? createFiles(roomForOpenFiles(createFiles(), procRoot));
  const vector = files.bytes(`${procRoot}/self/auxv`);
  const units = parseAuxiliaryVector(vector.ok ? vector.value : new Uint8Array());
  const trees = new TreeCounter();
  const forkedMemory = new ForkedMemory(files, procRoot, monotonicMs);
  const cgroups = new WholeCgroups(files, procRoot);
  const search = createSearch(options, files);
  const visibility = readVisibility(files, procRoot);
  const gpuReader = noGpuReader(options.gpuHolders);
  const engines = noEngineReader();
  let cpuCount: Figure = known(availableParallelism());
  const read = (moment: Moment) => {
    const { machine, clock } = readLinuxMachine(files, procRoot, units.ticksPerSecond);
    if (machine.cpuCount.ok) cpuCount = machine.cpuCount;
    const gpus = gpuReader.read();
    const { found, named } = search(gpus.holders, moment.atMs);
    const isThere: IsThere = found.table.ok ? found.table.value.isThere : () => false;
    const source = { files, procRoot, units, clock, trees, isThere, cgroups, cpuCount, forkedMemory };
    const workers = named.map((it) =>
      workerStats(it, readWorkerFigures(source, it.worker, moment), gpus, engines),
    );
    for (const it of [trees, cgroups, forkedMemory, engines, files]) it.endSample();
    const unseen = unseenOf(found.table, named.length > 0, visibility);
    return { workers: inOrder(workers), node: nodeStats(machine, options.version, moment, gpus, unseen) };
  };
  const close = () => {
    for (const it of [files, gpuReader, engines]) it.close();
  };
  return { read, close };
}

/** Why processes could not be read. `workers` is marked as unknown only if no worker was found. */
function unseenOf(
  table: Found['table'],
  hasWorkers: boolean,
  { hidden, foreignPidNamespace }: Visibility,
): Unseen {
  const none = (unknown: UnknownFields) => (hasWorkers ? {} : unknown);
  if (!table.ok) return { unreadable: null, unknown: none({ workers: reasonOf(table.refusal) }) };
  const { refused, failed, unreadable } = table.value;
  const isRefused = hidden || refused > 0;
  const elsewhere = foreignPidNamespace ? 'pid_namespace' : failed > 0 ? 'not_exposed' : null;
  const reason = isRefused ? 'permission' : elsewhere;
  const partly = reason === null ? {} : none({ workers: reason });
  return { unreadable, unknown: hidden ? { ...partly, unreadable_processes: 'permission' } : partly };
}

/** Has its own caches, so that it does not change what the next sample reports. */
function diagnoseLinux(options: MonitorOptions): readonly Finding[] {
  const { procRoot, cgroupRoot } = placesOf(options);
  const files = createFiles();
  const { found, named } = createSearch(options, files)(noGpuReader(options.gpuHolders).read().holders, 0);
  const workers = named.map((it) => it.worker);
  return findingsOf(readMachineFacts(files, procRoot, cgroupRoot, { ...found, workers }));
}
