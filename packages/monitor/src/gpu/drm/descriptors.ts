import type { Answer, Files } from '../../files/index.ts';
import type { GpuCandidate } from '../../gpu-reader.ts';

/** A descriptor of a process that is a DRM device. */
export interface Descriptor {
  /** Path of its `fdinfo`. */
  readonly path: string;
  /** Name of the device, such as `renderD128`. A container may give a device another name. */
  readonly node: string;
  /** A time at which it was not open yet, by a monotonic clock; null if none is known. */
  readonly openedAfterMs: number | null;
}

/** A process with DRM devices open, or with `/dev/kfd`, through which ROCm computes. */
export interface Holder {
  readonly process: GpuCandidate;
  readonly descriptors: readonly Descriptor[];
  readonly opensKfd: boolean;
}

/** The processes that hold GPUs, as far as they may be read. */
export interface Holders {
  readonly holders: readonly Holder[];
  /** Pids of processes whose descriptors may not be read. */
  readonly refused: ReadonlySet<number>;
}

/** Maximum number of descriptors read per process: programs open a GPU early. */
const MAX_DESCRIPTORS = 4096;
const MAX_DEVICES = 64;

/**
 * Most descriptors that are looked at in one sample; one costs some microseconds. In the first sample those of nearly
 * every machine are, so that its figures are whole.
 */
const MOST_LINKS = { first: 50_000, later: 2000 };
/** Longest time between two listings of one process, samples. */
const INTERVAL = { holder: 10, worker: 10, other: 120 };
/** A process with many descriptors is listed more rarely: one sample more for this many. */
const DESCRIPTORS_PER_SAMPLE = 8;
/** Number of listings after which the interval is the longest. */
const MOST_LISTINGS = 10;
/** A process that was read in so many samples in a row belongs to a worker. */
const WORKER_SAMPLES = 3;
/**
 * Of an old process of no worker, what the descriptors are is only looked at if their numbers have changed, and in every
 * fourth listing: a number can have been closed and opened again.
 */
const LOOK_INTERVAL = 4;

interface Known extends Holder {
  process: GpuCandidate;
  descriptors: readonly Descriptor[];
  opensKfd: boolean;
  /** When its descriptors were listed last; null if never. */
  listedMs: number | null;
  refused: boolean;
  /** The numbers of its descriptors at the last listing, hashed. */
  numbers: number;
  /** Number of listings; each time the next one is twice as far, up to the longest interval. */
  listings: number;
  /** Number of samples in a row in which it was read. */
  measured: number;
  /** Sample in which it is listed next. */
  due: number;
  /** Last sample with this process. */
  sample: number;
}

/**
 * Finds the descriptors of DRM devices. The descriptors of a process are listed when it is new and then ever more
 * rarely, those of workers and of processes that hold a card every ten samples. How many are looked at in one sample is
 * bounded; those of new processes come first.
 */
export class DescriptorTable {
  readonly #files: Files;
  readonly #procRoot: string;
  readonly #known = new Map<number, Known>();
  #sample = 0;
  #previousMs: number | null = null;

  constructor(files: Files, procRoot: string) {
    this.#files = files;
    this.#procRoot = procRoot;
  }

  /** Reads once per sample. `urgent` are pids that are known to use a GPU, and so are listed until it is found. */
  read(processes: Iterable<GpuCandidate>, urgent: ReadonlySet<number>, atMs: number): Holders {
    this.#sample += 1;
    const due: Known[] = [];
    for (const process of processes) {
      const known = this.#find(process);
      known.sample = this.#sample;
      known.measured = process.measured ? known.measured + 1 : 0;
      const isUrgent = known.descriptors.length === 0 && urgent.has(process.pid);
      // It became part of a worker after its interval was chosen.
      const isLate = known.measured === WORKER_SAMPLES && known.due > this.#sample + INTERVAL.worker;
      if (known.due <= this.#sample || isUrgent || isLate) due.push(known);
    }
    due.sort((a, b) => a.listings - b.listings || a.due - b.due);
    let links = this.#previousMs === null ? MOST_LINKS.first : MOST_LINKS.later;
    for (const known of due) {
      if (links <= 0) break;
      links -= 1 + this.#list(known, atMs);
    }
    this.#previousMs = atMs;
    return this.#holders();
  }

  /** The descriptor was closed, so those of its process are listed in the next sample. */
  drop(pid: number, path: string): void {
    const known = this.#known.get(pid);
    if (!known) return;
    known.descriptors = known.descriptors.filter((it) => it.path !== path);
    known.due = this.#sample + 1;
  }

  #find(process: GpuCandidate): Known {
    const before = this.#known.get(process.pid);
    if (before?.process.key === process.key) {
      before.process = process;
      return before;
    }
    const known: Known = {
      process,
      descriptors: [],
      opensKfd: false,
      // It did not exist in the previous sample, so it had nothing open.
      listedMs: this.#previousMs,
      refused: false,
      numbers: 0,
      // What runs when the hive starts is not new.
      listings: this.#previousMs === null ? MOST_LISTINGS : 0,
      measured: 0,
      due: this.#sample,
      sample: this.#sample,
    };
    this.#known.set(process.pid, known);
    return known;
  }

  /** Returns the number of descriptors that were looked at. */
  #list(known: Known, atMs: number): number {
    const directory = `${this.#procRoot}/${known.process.pid}`;
    const names = this.#files.names(`${directory}/fd`, MAX_DESCRIPTORS);
    const open = names.ok ? names.value : [];
    const numbers = hashOf(open);
    const isOld = kindOf(known) === 'other' && known.listings > MOST_LISTINGS;
    const isSkipped = isOld && numbers === known.numbers && known.listings % LOOK_INTERVAL !== 0;
    known.numbers = numbers;
    if (!isSkipped) {
      this.#look(known, directory, open);
      known.refused ||= !names.ok && names.refusal !== 'gone';
      known.listedMs = atMs;
    }
    known.due = this.#sample + this.#interval(known, open.length);
    known.listings += 1;
    return isSkipped ? 0 : open.length;
  }

  #look(known: Known, directory: string, open: readonly string[]): void {
    const found = devicesAmong(open, (it) => this.#files.link(`${directory}/fd/${it}`));
    const before = new Map(known.descriptors.map((it) => [it.path, it]));
    known.descriptors = found.nodes.map(([fd, node]) => {
      const path = `${directory}/fdinfo/${fd}`;
      const same = before.get(path);
      return { path, node, openedAfterMs: same ? same.openedAfterMs : known.listedMs };
    });
    known.refused = found.isRefused;
    known.opensKfd = found.opensKfd;
    const isSame =
      known.descriptors.length === before.size && known.descriptors.every((it) => before.has(it.path));
    // A process that opens or closes a device is likely to do more of it soon.
    if (!isSame) known.listings = 0;
  }

  /** The longest interval varies with the pid, so that not all old processes are due in the same sample. */
  #interval(known: Known, open: number): number {
    const { listings, process } = known;
    const longest = INTERVAL[kindOf(known)] + Math.floor(open / DESCRIPTORS_PER_SAMPLE);
    const interval = 2 ** Math.min(listings, MOST_LISTINGS);
    return interval < longest ? interval : longest - ((this.#sample + process.pid) % Math.ceil(longest / 2));
  }

  #holders(): Holders {
    const holders: Holder[] = [];
    const refused = new Set<number>();
    for (const [pid, known] of this.#known) {
      if (known.sample !== this.#sample) this.#known.delete(pid);
      else if (known.refused) refused.add(pid);
      else if (known.descriptors.length > 0 || known.opensKfd) holders.push(known);
    }
    return { holders, refused };
  }
}

function kindOf({ descriptors, opensKfd, measured }: Known): keyof typeof INTERVAL {
  if (descriptors.length > 0 || opensKfd) return 'holder';
  return measured >= WORKER_SAMPLES ? 'worker' : 'other';
}

/** A number for a list of names. */
function hashOf(names: readonly string[]): number {
  let hash = names.length;
  for (const name of names) hash = (Math.imul(hash, 31) + Number(name)) | 0;
  return hash;
}

const DEVICE = /^\/dev\/(?:dri|accel)\/((?:card|renderD|accel)\d{1,4})$/;

/** The DRM devices among open descriptors, at most as many as are of use. */
function devicesAmong(descriptors: readonly string[], link: (descriptor: string) => Answer<string>) {
  const nodes: (readonly [descriptor: string, node: string])[] = [];
  let opensKfd = false;
  for (const descriptor of descriptors) {
    const target = link(descriptor);
    // The right to list descriptors (CAP_DAC_READ_SEARCH) is not that to know what they are (CAP_SYS_PTRACE).
    if (!target.ok && target.refusal === 'permission') return { nodes: [], opensKfd: false, isRefused: true };
    if (!target.ok || !target.value.startsWith('/dev/')) continue;
    if (target.value === '/dev/kfd') opensKfd = true;
    const node = DEVICE.exec(target.value)?.[1];
    if (node !== undefined && nodes.length < MAX_DEVICES) nodes.push([descriptor, node]);
  }
  return { nodes, opensKfd, isRefused: false };
}
