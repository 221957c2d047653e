import { availableParallelism, release } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { NodeStats, ProcessStats, UnknownFields } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import type { EngineReader } from './engine-reader.ts';
import { EngineServers } from './engine-servers.ts';
import { createEngineReader, type EngineOptions } from './engines/index.ts';
import { type Figure, known } from './figure.ts';
import { createFiles, createSampleFiles, type Files, parsed, reasonOf } from './files/index.ts';
import { type Finding, findingsElsewhere, findingsOf, readMachineFacts } from './findings/index.ts';
import { createGpuReaders, GpuSample, Gpus, Presence } from './gpu/index.ts';
import type { GpuReader } from './gpu-reader.ts';
import { machineSampler } from './machine-sampler.ts';
import { Namer, SocketTable } from './naming/index.ts';
import { BootClock, nodeStats, readLinuxMachine, type Unseen } from './node/index.ts';
import {
  ENGINE_NAMES,
  type KernelUnits,
  linearPattern,
  type Processes,
  parseAuxiliaryVector,
  parseProcessStat,
  readVisibility,
  type Visibility,
  type Watch,
} from './processes/index.ts';
import { type IsThere, Meter, TreeCounter } from './rates/index.ts';
import {
  CpuBusy,
  Finder,
  type Found,
  inOrder,
  joinedModels,
  modelStats,
  readWorkerFigures,
  SharedMemory,
  WholeCgroups,
  workerStats,
} from './workers/index.ts';

/** How a machine is monitored. Every option but `version` has a default. */
export interface MonitorOptions {
  /** The hive's version, for `node.agent`. */
  readonly version: string;
  /** Where proc(5) is mounted; default `/proc`. In a container for example `/host/proc`. */
  readonly procRoot?: string;
  /** Where sysfs(5) is mounted; default `/sys`. In a container for example `/host/sys`. */
  readonly sysRoot?: string;
  /** Where cgroups are mounted; default `<sysRoot>/fs/cgroup`. */
  readonly cgroupRoot?: string;
  /**
   * Additional workers: processes whose command line (arguments joined by spaces) matches. If a process and one of its
   * ancestors match, only the ancestor counts. The hive, the queen and interactive shells never match. With `engine` (one
   * of `ENGINE_NAMES`) port and model are read from the command line by the rules of that engine. Patterns are matched by
   * RE2, which has no look-around and no back-references.
   */
  readonly watch?: readonly Watch[];
  /** Workers to leave out: their own command line, or that of a wrapper that started them, matches. */
  readonly ignore?: readonly RegExp[];
  /**
   * Readers of all GPUs of the machine; default those of all vendors that the hive knows, beside a check for GPUs that
   * none of them gives. `close` closes them.
   */
  readonly gpuReaders?: readonly GpuReader[];
  /**
   * Path of NVIDIA's management library `libnvidia-ml.so.1`; by default it is searched for in the usual places if the
   * machine has NVIDIA's driver.
   */
  readonly nvmlLibrary?: string;
  /** How inference servers are asked what they report about themselves. */
  readonly engines?: EngineOptions;
  /** Asks them in place of the network, in tests. */
  readonly engineReader?: EngineReader;
  /** Operating system; default `process.platform`. */
  readonly platform?: NodeJS.Platform;
  /** Clock for rates, milliseconds; default `performance.now`. */
  readonly monotonicMs?: () => number;
  /** CPU time of this thread, milliseconds; default that of getrusage(2). */
  readonly cpuMs?: () => number;
  /** Clock for timestamps, milliseconds since the epoch; default `Date.now`. */
  readonly nowMs?: () => number;
}

/** The state of the machine at one moment. */
export interface Sample {
  /** When it was taken, RFC 3339. */
  readonly timestamp: string;
  /** All workers, sorted by group and instance; no two share both ([W1]). */
  readonly workers: ProcessStats[];
  /** The machine (section N); `unknown.workers` says why workers cannot be read. */
  readonly node: NodeStats;
}

/** Takes samples of one machine. */
export interface Monitor {
  /**
   * Asks GPU drivers that answer in another process; resolves within a tenth of a second, within a second if a driver is
   * slower and asked rarely. Call it before `sample`: a sample without it has what was asked for before. Never rejects.
   */
  prepare(): Promise<void>;
  /**
   * Takes one sample. Values that the system does not give are in `unknown` ([W2]); the first sample of a worker has no
   * rates ([W4]). An error of the operating system never makes it throw.
   */
  sample(): Sample;
  /**
   * Checks what can be read on this machine, and explains what cannot; one finding per subject. It does not change
   * later samples. It reads more than a sample does, so do not call it every second. GPU drivers that answer in another
   * process have 3 s for their first answer.
   */
  diagnose(): Promise<readonly Finding[]>;
  /** Closes files and clears all state. A later sample is a first sample again. */
  close(): void;
}

/** The part of a sample that depends on the operating system. */
interface Sampler {
  prepare?(): Promise<void>;
  read(atMs: number, nowMs: number): Omit<Sample, 'timestamp'>;
  close(): void;
}

/**
 * Creates a monitor: of workers and the machine on Linux, of the machine alone on other systems. Throws a RangeError
 * that names the option when an option is wrong. `machineFiles` are read instead of the kernel's own: in a
 * thread those that it watches, in tests others.
 */
export function createMonitor(options: MonitorOptions, machineFiles?: Files): Monitor {
  const { platform = process.platform, nowMs = Date.now, monotonicMs = () => performance.now() } = options;
  checkOptions(options);
  const isLinux = platform === 'linux';
  const start = () =>
    isLinux ? linuxSampler(options, monotonicMs, machineFiles) : machineSampler(options.version, platform);
  let sampler: Sampler = start();
  return {
    prepare: async () => {
      await sampler.prepare?.();
    },
    sample: () => {
      const now = nowMs();
      return { timestamp: new Date(now).toISOString(), ...sampler.read(monotonicMs(), now) };
    },
    diagnose: async () =>
      isLinux ? diagnoseLinux(options, monotonicMs, machineFiles) : findingsElsewhere(platform, release()),
    close: () => {
      sampler.close();
      sampler = start();
    },
  };
}

function checkOptions({ watch = [], ignore = [] }: MonitorOptions): void {
  for (const it of watch) checkPattern('watch', it.pattern);
  for (const it of ignore) checkPattern('ignore', it);
  for (const { group, engine } of watch) {
    if (engine !== undefined && !ENGINE_NAMES.includes(engine)) {
      throw new RangeError(`watch must name an engine of ${ENGINE_NAMES.join(', ')}, not "${engine}"`);
    }
    if (group.length < 1 || group.length > LIMITS.maxNameChars) {
      throw new RangeError(
        `watch must name groups of 1 to ${LIMITS.maxNameChars} characters, not "${group}"`,
      );
    }
  }
}

function checkPattern(option: 'watch' | 'ignore', pattern: RegExp): void {
  try {
    linearPattern(pattern);
  } catch (error) {
    throw new RangeError(`${option} cannot use ${pattern}: ${(error as RangeError).message}`);
  }
}

function placesOf({ procRoot = '/proc', sysRoot = '/sys', cgroupRoot }: MonitorOptions) {
  return { procRoot, sysRoot, cgroupRoot: cgroupRoot ?? `${sysRoot}/fs/cgroup` };
}

function gpusOf(options: MonitorOptions, files: Files, visibility: Visibility): Gpus {
  const { procRoot, sysRoot } = placesOf(options);
  const { gpuReaders, nvmlLibrary } = options;
  if (gpuReaders) return new Gpus(gpuReaders, null);
  const { foreignPidNamespace, hidden: hidesProcesses } = visibility;
  const places = { files, procRoot, sysRoot, foreignPidNamespace, hidesProcesses, nvmlLibrary };
  const readers = createGpuReaders(places);
  return new Gpus(readers, new Presence(files, sysRoot));
}

function enginesOf(options: MonitorOptions, files: Files, sockets: SocketTable): EngineServers {
  const { procRoot, sysRoot } = placesOf(options);
  const reader = options.engineReader ?? createEngineReader(options.engines);
  return new EngineServers(files, procRoot, sysRoot, sockets, reader);
}

/** Finds workers and names them. A worker keeps its name for as long as it runs. */
function createSearch(options: MonitorOptions, files: Files, gpus: Gpus, sockets: SocketTable) {
  const { procRoot, cgroupRoot } = placesOf(options);
  const { watch = [], ignore = [] } = options;
  const finder = new Finder(files, procRoot, cgroupRoot, { watch, ignore }, options.cpuMs);
  const namer = new Namer(files, procRoot, sockets);
  return (atMs: number, nowTicks: number | null) => {
    let sample = new GpuSample([]);
    const readHolders = (processes: Processes) => {
      const read = gpus.read(processes, atMs);
      sample = read.sample;
      return read.holders;
    };
    const found = finder.find(readHolders, nowTicks);
    return { found, gpus: sample, named: namer.name(found.workers, atMs) };
  };
}

function linuxSampler(options: MonitorOptions, monotonicMs: () => number, machineFiles?: Files): Sampler {
  const { procRoot } = placesOf(options);
  const files = machineFiles ?? createSampleFiles(procRoot);
  const vector = files.bytes(`${procRoot}/self/auxv`);
  const units = parseAuxiliaryVector(vector.ok ? vector.value : new Uint8Array());
  const trees = new TreeCounter();
  const sharedMemory = new SharedMemory(files, procRoot, monotonicMs);
  const cgroups = new WholeCgroups(files, procRoot);
  const visibility = readVisibility(files, procRoot);
  const driver = gpusOf(options, files, visibility);
  const sockets = new SocketTable(files, procRoot);
  const search = createSearch(options, files, driver, sockets);
  const engines = enginesOf(options, files, sockets);
  const busy = new CpuBusy();
  let cpuCount: Figure = known(availableParallelism());
  const meter = new Meter();
  const clock = new BootClock();
  const ownStartS = readOwnStart(files, procRoot, units);
  const read = (atMs: number, nowMs: number) => {
    const moment = { meter, atMs };
    const { machine, boot: facts, memory } = readLinuxMachine(files, procRoot, units.ticksPerSecond);
    const boot = clock.read({ ...facts, ownStartS, ownAgeMs: process.uptime() * 1000 }, nowMs);
    const nowTicks = boot ? boot.sinceBootS * units.ticksPerSecond : null;
    if (machine.cpuCount.ok) cpuCount = machine.cpuCount;
    const { found, gpus, named } = search(atMs, nowTicks);
    const isThere: IsThere = found.table.ok ? found.table.value.isThere : () => false;
    const source = { files, procRoot, units, boot, trees, isThere, cgroups, cpuCount, sharedMemory, memory };
    const workers = named.map((it) => {
      const figures = readWorkerFigures(source, it.worker, moment);
      const gpu = gpus.worker(it.worker.members.map(({ pid }) => pid));
      const said = engines.report(it, figures, gpu, atMs);
      const joined = joinedModels(it.models, said.models);
      const models = modelStats(source, it, joined, gpus, atMs);
      const cpuBusy =
        figures.cpuPct.ok && said.engine?.requests_running === undefined
          ? busy.note(it.worker.root.key, figures.cpuPct.value, atMs)
          : undefined;
      return workerStats(it, figures, { joined, models, said, cpuBusy, gpu, hasNoGpu: gpus.isEmpty });
    });
    const unseen = unseenOf(found.table, named.length > 0, visibility);
    const pids = named.flatMap(({ worker }) => worker.members.map((it) => it.pid));
    const cards = { cards: gpus.gpus(pids), gap: gpus.gap };
    const node = nodeStats(machine, options.version, moment, cards, unseen);
    for (const it of [meter, trees, cgroups, sharedMemory, busy, engines, files]) it.endSample();
    return { workers: inOrder(workers), node };
  };
  const close = () => {
    for (const it of [files, driver, engines]) it.close();
  };
  return { prepare: () => driver.prepare(), read, close };
}

/** Time since boot at which this process started, seconds; null if it is not in that /proc. */
function readOwnStart(files: Files, procRoot: string, { ticksPerSecond }: KernelUnits): number | null {
  const stat = parsed(files.text(`${procRoot}/self/stat`), parseProcessStat);
  return stat && stat.startTicks / ticksPerSecond;
}

/** Why processes could not be read. `workers` is marked as unknown only if no worker was found. */
function unseenOf(table: Found['table'], hasWorkers: boolean, visibility: Visibility): Unseen {
  const { hidden, foreignPidNamespace } = visibility;
  const none = (unknown: UnknownFields) => (hasWorkers ? {} : unknown);
  if (!table.ok) return { unreadable: null, unknown: none({ workers: reasonOf(table.refusal) }) };
  const { refused, failed, unreadable, waiting } = table.value;
  const isRefused = hidden || refused > 0;
  const elsewhere = foreignPidNamespace ? 'pid_namespace' : failed > 0 ? 'not_exposed' : null;
  const reason = waiting > 0 ? 'timeout' : isRefused ? 'permission' : elsewhere;
  const partly = reason === null ? {} : none({ workers: reason });
  const more = waiting > 0 ? 'timeout' : hidden ? 'permission' : null;
  return { unreadable, unknown: more === null ? partly : { ...partly, unreadable_processes: more } };
}

/** Looks at the first answer of GPU drivers, and the time between two of them. */
const LOOKS = 30;
const LOOK_MS = 100;

/** Has its own caches, so that it does not change what the next sample reports. */
async function diagnoseLinux(
  options: MonitorOptions,
  monotonicMs: () => number,
  files = createFiles(),
): Promise<readonly Finding[]> {
  const { procRoot, cgroupRoot } = placesOf(options);
  const gpus = gpusOf(options, files, readVisibility(files, procRoot));
  const search = createSearch(options, files, gpus, new SocketTable(files, procRoot));
  const look = async () => {
    await gpus.prepare();
    return search(monotonicMs(), null);
  };
  let { found, named } = await look();
  for (let looks = 1; gpus.isWaiting && looks < LOOKS; looks += 1) {
    await setTimeout(LOOK_MS);
    ({ found, named } = await look());
  }
  const workers = named.map((it) => it.worker);
  const facts = readMachineFacts(files, procRoot, cgroupRoot, { ...found, workers }, gpus.facts());
  if (!options.gpuReaders) gpus.close();
  return findingsOf(facts);
}
