import type { UnknownReason } from '@rbee/contract';
import {
  type CgroupDirectory,
  parseBlkio,
  parseCpuacctUsage,
  parseCpuStat,
  parseIoStat,
} from '../cgroup/index.ts';
import { type Files, parsed, reasonOf } from '../files/index.ts';
import { type KernelUnits, type Process, parseProcessIo, type StorageBytes } from '../processes/index.ts';
import {
  type CounterReading,
  freshUse,
  type IsThere,
  type MemberCount,
  type TreeCounter,
} from '../rates/index.ts';
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

/**
 * Under which name the counters of a worker are kept from one sample to the next: its cgroup, whose root may change, or
 * else its root process, so that a restarted worker starts over ([W4]).
 */
export const counterId = ({ directories, root }: Worker): string => directories[0]?.path ?? root.key;

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
  worker: Worker,
  directories: readonly CgroupDirectory[],
): CounterReading {
  const counts = () =>
    worker.members
      .filter((it) => it.measured)
      .map((it) => countOf(it, it.cpuTicks / units.ticksPerSecond, it.reapedTicks / units.ticksPerSecond));
  for (const { path, version, controllers } of directories) {
    if (version === 1 && !controllers.includes('cpuacct')) continue;
    const seconds =
      version === 2
        ? parsed(files.again(`${path}/cpu.stat`), parseCpuStat)
        : parsed(files.again(`${path}/cpuacct.usage`), parseCpuacctUsage);
    if (seconds !== null) return ofCgroup(worker, path, seconds, worker.root.fresh ? counts() : null);
  }
  return ofTree(worker, trees.count(`${counterId(worker)} cpu`, counts(), isThere));
}

/**
 * The counter of a cgroup. If the worker began since the previous sample, its processes' own counters say how much of it
 * was used since; the cgroup may be older.
 */
const ofCgroup = (
  { root }: Worker,
  source: string,
  value: number,
  counts: readonly MemberCount[] | null,
): CounterReading => ({
  ok: true,
  source,
  value,
  owner: root.key,
  ...(root.fresh && counts ? { since: Math.max(0, value - freshUse(counts)) } : {}),
});

/** The counter of a tree whose root began since the previous sample was 0 then. */
const ofTree = ({ root }: Worker, reading: CounterReading): CounterReading =>
  reading.ok && root.fresh ? { ...reading, since: 0 } : reading;

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
    if (io) return ioOfCgroup(worker, path, io, worker.root.fresh ? readIoCounts(source, worker) : null);
  }
  const counts = readIoCounts(source, worker);
  if (counts.ok) return ioOfTree(source, worker, counts);
  for (const { path } of directories.filter((it) => it.controllers.includes('blkio'))) {
    const file = `${path}/blkio.throttle.io_service_bytes`;
    const io = parsed(files.again(`${file}_recursive`), parseBlkio) ?? parsed(files.again(file), parseBlkio);
    if (io) return ioOfCgroup(worker, path, io, counts);
  }
  return { read: counts, written: counts };
}

function ioOfCgroup(
  worker: Worker,
  path: string,
  { readBytes, writtenBytes }: StorageBytes,
  counts: IoCounts | null,
): IoCounters {
  const { reads, writes } = counts?.ok ? counts : { reads: null, writes: null };
  return {
    read: ofCgroup(worker, path, readBytes, reads),
    written: ofCgroup(worker, path, writtenBytes, writes),
  };
}

function ioOfTree(
  { trees, isThere }: CounterSource,
  worker: Worker,
  { reads, writes, ended }: Extract<IoCounts, { ok: true }>,
): IoCounters {
  const id = counterId(worker);
  const isStillThere: IsThere = (it) => isThere(it) && !ended.has(it.key);
  return {
    read: ofTree(worker, trees.count(`${id} readBytes`, reads, isStillThere)),
    written: ofTree(worker, trees.count(`${id} writtenBytes`, writes, isStillThere)),
  };
}

/** Storage I/O of each process of a worker, and the keys of those that have ended; or why it is not known. */
type IoCounts =
  | {
      readonly ok: true;
      readonly reads: readonly MemberCount[];
      readonly writes: readonly MemberCount[];
      readonly ended: ReadonlySet<string>;
    }
  | { readonly ok: false; readonly reason: UnknownReason };

/**
 * The kernel adds the bytes of a child to its parent when the parent waits for it (wait_task_zombie() in
 * kernel/exit.c). A process that ended since the process table was read is left out. One that may not be read makes the
 * sum unknown ([W2]).
 */
function readIoCounts({ files, procRoot }: CounterSource, { members, root }: Worker): IoCounts {
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
      return { ok: false, reason: reasonOf(answer.ok ? 'failed' : answer.refusal) };
    } else {
      ended.add(member.key);
    }
  }
  return { ok: true, reads, writes, ended };
}

function countOf({ key, pid, parentPid, fresh }: Process, own: number, told: number): MemberCount {
  return { key, pid, parentPid, own, told, fresh };
}
