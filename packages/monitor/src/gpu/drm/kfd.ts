import { type Figure, missing, type Reading, scaled, sumOf } from '../../figure.ts';
import { type Files, natural, reasonOf } from '../../files/index.ts';
import { numberFigure, rareAttribute } from './sysfs.ts';

/** What a ROCm process uses of one card. */
export interface KfdUse {
  /** VRAM that it holds, bytes. */
  readonly vramBytes: Figure;
  /** Share of the compute units that it keeps busy at this moment, 0 to 1; null if the driver does not count them. */
  readonly occupancy: Figure | null;
  /** Time of its SDMA engines since it began, microseconds; null if the driver does not count it. */
  readonly copyUs: Figure | null;
}

/** What ROCm processes use: by pid, of each card by PCI address. */
export type RocmProcesses = ReadonlyMap<number, ReadonlyMap<string, KfdUse>>;

const NOBODY = { ok: true, value: [] } as const;

/** A GPU in the topology of KFD. A card that is divided into partitions has several. */
interface Node {
  readonly pci: string;
  readonly computeUnits: number;
}

/** The GPUs of a process, as its directory lists them. */
interface Listing {
  readonly gpuIds: readonly string[];
  readonly withOccupancy: ReadonlySet<string>;
  readonly withCopies: ReadonlySet<string>;
  readonly withQueues: ReadonlySet<string>;
  readonly sample: number;
}

const MAX_NODES = 256;
const MAX_PROCESSES = 1024;
const MAX_GPUS = 128;
const MAX_QUEUES = 1024;
/** What a process has in its directory is listed every N samples. */
const LIST_INTERVAL = 10;

/**
 * ROCm processes as the AMD kernel fusion driver lists them: `/sys/class/kfd/kfd/proc/<pid>` and `topology/nodes`
 * (drivers/gpu/drm/amd/amdkfd/kfd_process.c and kfd_topology.c). Everybody may read them. Pids are those of the machine.
 */
export class Kfd {
  readonly #files: Files;
  readonly #directory: string;
  #nodes: ReadonlyMap<string, Node> = new Map();
  readonly #listings = new Map<number, Listing>();
  #sample = 0;

  constructor(files: Files, sysRoot: string) {
    this.#files = files;
    this.#directory = `${sysRoot}/class/kfd/kfd`;
  }

  /** Reads which GPU of KFD is which card. */
  readTopology(): void {
    const names = this.#files.names(`${this.#directory}/topology/nodes`);
    const nodes = names.ok ? names.value.slice(0, MAX_NODES) : [];
    this.#nodes = new Map(nodes.flatMap((it) => this.#node(`${this.#directory}/topology/nodes/${it}`)));
  }

  /** The ROCm processes by pid, with what each uses of each card by PCI address; once per sample. */
  read(): Reading<RocmProcesses> {
    this.#sample += 1;
    const names = this.#nodes.size > 0 ? this.#files.names(`${this.#directory}/proc`) : NOBODY;
    if (!names.ok && names.refusal !== 'gone') return missing(reasonOf(names.refusal));
    const pids = names.ok ? names.value.flatMap((it) => natural(it) ?? []).slice(0, MAX_PROCESSES) : [];
    const present = new Set(pids);
    for (const pid of this.#listings.keys()) if (!present.has(pid)) this.#listings.delete(pid);
    return { ok: true, value: new Map(pids.map((pid) => [pid, this.#process(pid)])) };
  }

  #node(path: string): (readonly [gpuId: string, Node])[] {
    const gpuId = rareAttribute(this.#files, `${path}/gpu_id`);
    const properties = propertiesIn(rareAttribute(this.#files, `${path}/properties`) ?? '');
    const place = properties.get('location_id');
    if (!gpuId || gpuId === '0' || place === undefined) return [];
    const pci = pciAddress(properties.get('domain') ?? 0, place);
    const computeUnits =
      (properties.get('simd_count') ?? 0) / Math.max(1, properties.get('simd_per_cu') ?? 1);
    return [[gpuId, { pci, computeUnits }]];
  }

  #process(pid: number): ReadonlyMap<string, KfdUse> {
    const listing = this.#listing(pid);
    const byCard = Map.groupBy(listing.gpuIds, (it) => this.#nodes.get(it)?.pci ?? '');
    byCard.delete('');
    return new Map(
      [...byCard].flatMap(([pci, gpuIds]) => {
        const use = this.#use(pid, gpuIds, listing);
        return use ? [[pci, use]] : [];
      }),
    );
  }

  #listing(pid: number): Listing {
    const before = this.#listings.get(pid);
    // The kernel makes the directory first and what is in it afterwards.
    if (before?.gpuIds.length && this.#sample - before.sample < LIST_INTERVAL) return before;
    const directory = `${this.#directory}/proc/${pid}`;
    const names = this.#names(directory, MAX_GPUS * 4);
    const gpuIds = names.flatMap((it) => /^vram_(\d{1,10})$/.exec(it)?.[1] ?? []).slice(0, MAX_GPUS);
    const queues = this.#names(`${directory}/queues`, MAX_QUEUES);
    const listing = {
      gpuIds,
      withOccupancy: new Set(
        gpuIds.filter((it) => this.#files.exists(`${directory}/stats_${it}/cu_occupancy`)),
      ),
      withCopies: new Set(gpuIds.filter((it) => names.includes(`sdma_${it}`))),
      withQueues: new Set(
        queues.map((it) => rareAttribute(this.#files, `${directory}/queues/${it}/gpuid`) ?? ''),
      ),
      sample: this.#sample,
    };
    this.#listings.set(pid, listing);
    return listing;
  }

  /** Null if it does not use the card: ROCm gives a process a directory entry for every GPU of the machine. */
  #use(pid: number, gpuIds: readonly string[], listing: Listing): KfdUse | null {
    const directory = `${this.#directory}/proc/${pid}`;
    const sum = (ids: readonly string[], path: (gpuId: string) => string) =>
      sumOf(ids.map((it) => numberFigure(this.#files, `${directory}/${path(it)}`)));
    const vramBytes = sum(gpuIds, (it) => `vram_${it}`);
    const hasMemory = !vramBytes.ok || vramBytes.value > 0;
    if (!hasMemory && !gpuIds.some((it) => listing.withQueues.has(it))) return null;
    const counted = gpuIds.filter((it) => listing.withOccupancy.has(it));
    const units = counted.reduce((total, it) => total + (this.#nodes.get(it)?.computeUnits ?? 0), 0);
    const busy = sum(counted, (it) => `stats_${it}/cu_occupancy`);
    const copying = gpuIds.filter((it) => listing.withCopies.has(it));
    return {
      vramBytes,
      occupancy: units > 0 ? scaled(busy, 1 / units) : null,
      copyUs: copying.length > 0 ? sum(copying, (it) => `sdma_${it}`) : null,
    };
  }

  #names(directory: string, most: number): readonly string[] {
    const names = this.#files.names(directory);
    return names.ok ? names.value.slice(0, most) : [];
  }
}

/** The lines `name value` of a node. */
function propertiesIn(text: string): ReadonlyMap<string, number> {
  const pairs = text.split('\n', 256).map((line) => line.split(' ', 2));
  return new Map(
    pairs.flatMap(([name = '', value]) => {
      const number = natural(value);
      return number === null ? [] : [[name, number] as const];
    }),
  );
}

/**
 * Bus, device and function are the low 16 bits of `location_id`. Partitions of one card differ in the bits above, with
 * some kernels in the function, which is always 0 for a card.
 */
function pciAddress(domain: number, location: number): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  return `${hex(domain, 4)}:${hex((location >>> 8) & 0xff, 2)}:${hex((location >>> 3) & 0x1f, 2)}.0`;
}
