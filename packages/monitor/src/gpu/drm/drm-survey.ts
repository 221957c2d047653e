import type { UnknownReason } from '@rbee/contract';
import type { Reading } from '../../figure.ts';
import type { Files } from '../../files/index.ts';
import type { GpuCandidate, GpuCard, GpuVendor } from '../../gpu-reader.ts';
import { AMD } from './amd.ts';
import { CardList, type DrmCard } from './cards.ts';
import { type Client, ClientTable } from './clients.ts';
import { DescriptorTable, type Holder } from './descriptors.ts';
import type { CardPlaces, Driver } from './driver.ts';
import { I915, XE } from './intel.ts';
import { Kfd, type KfdUse, type RocmProcesses } from './kfd.ts';
import { NOUVEAU } from './nouveau.ts';
import { PciNames } from './pci-names.ts';
import { ProcessUses } from './process-uses.ts';
import { SurveyedCard } from './surveyed-card.ts';

/** The drivers of the kernel whose cards are read, by name. */
const DRIVERS: ReadonlyMap<string, Driver> = new Map([
  ['amdgpu', AMD],
  ['radeon', AMD],
  ['i915', I915],
  ['xe', XE],
  ['nouveau', NOUVEAU],
]);

/** Where the survey reads. */
export interface DrmPlaces {
  readonly files: Files;
  readonly procRoot: string;
  readonly sysRoot: string;
  /** True if pids of the machine are of no use in `procRoot`. */
  readonly foreignPidNamespace: boolean;
  /** True if `procRoot` does not list the processes of other users. */
  readonly hidesProcesses?: boolean;
  /** PCI ID databases, of which the first that exists counts; default those of distributions. */
  readonly pciIds?: readonly string[];
}

/** One sample of all cards. */
export interface Survey {
  readonly cards: readonly GpuCard[];
  /** The drivers of these cards, each once. */
  readonly drivers: readonly { readonly vendor: GpuVendor; readonly name: string }[];
}

/** A machine without cards. */
export const NO_CARDS: Survey = { cards: [], drivers: [] };

/** Reads all cards of the kernel's own drivers: their sensors, the clients of their DRM devices, ROCm processes. */
export class DrmSurvey {
  readonly #places: DrmPlaces;
  readonly #list: CardList;
  readonly #names: PciNames;
  readonly #kfd: Kfd;
  readonly #descriptors: DescriptorTable;
  readonly #clients: ClientTable;
  readonly #uses = new ProcessUses();
  #listed: readonly DrmCard[] = [];
  /** By PCI address. */
  #cards: ReadonlyMap<string, SurveyedCard> = new Map();

  constructor(places: DrmPlaces) {
    const { files, procRoot, sysRoot } = places;
    this.#places = places;
    this.#list = new CardList(files, sysRoot, DRIVERS.keys());
    this.#names = new PciNames(files, places.pciIds);
    this.#kfd = new Kfd(files, sysRoot);
    this.#descriptors = new DescriptorTable(files, procRoot);
    this.#clients = new ClientTable(files);
  }

  /** Reads once per sample. `processes` are all that the hive sees; `atMs` is a monotonic clock. */
  read(processes: Iterable<GpuCandidate>, atMs: number): Survey {
    this.#readList(atMs);
    if (this.#cards.size === 0) return NO_CARDS;
    for (const card of this.#cards.values()) card.begin(atMs);
    const rocm = this.#places.foreignPidNamespace ? NO_ROCM : this.#kfd.read();
    const kfd: RocmProcesses = rocm.ok ? rocm.value : new Map();
    const { holders, refused } = this.#descriptors.read(processes, new Set(kfd.keys()), atMs);
    const clients = this.#readClients(holders, atMs);
    const ofAmd = {
      foreignRocm: this.#foreignRocm(holders),
      // KFD tells of ROCm processes what their descriptors would.
      refused: new Set([...refused].filter((it) => !kfd.has(it))),
      gap: rocm.ok ? null : rocm,
    };
    const ofOthers = { foreignRocm: NOBODY, refused, gap: null };
    const unlisted = this.#unlisted;
    this.#uses.beginSample();
    const indexes = new Indexes();
    const cards = [...this.#cards].map(([pci, card]) => {
      const { vendor } = card.driver;
      const own = { clients: clients.get(pci) ?? [], kfd: ofCard(kfd, pci), unlisted };
      const users = { ...own, ...(vendor === 'amd' ? ofAmd : ofOthers) };
      return card.read(indexes.next(vendor), users, this.#uses, atMs);
    });
    return { cards, drivers: this.#drivers };
  }

  /** Why processes that `procRoot` does not list may use a card; null if it lists all. */
  get #unlisted(): UnknownReason | null {
    if (this.#places.foreignPidNamespace) return 'pid_namespace';
    return this.#places.hidesProcesses ? 'permission' : null;
  }

  /** Pids of ROCm processes whose pid on the machine, by which KFD lists them, is not known. */
  #foreignRocm(holders: readonly Holder[]): ReadonlySet<number> {
    const rocm = this.#places.foreignPidNamespace ? holders.filter((it) => it.opensKfd) : [];
    return new Set(rocm.map((it) => it.process.pid));
  }

  get #drivers(): Survey['drivers'] {
    const names = new Set(this.#listed.map((it) => it.driver));
    return [...names].flatMap((name) => {
      const driver = DRIVERS.get(name);
      return driver ? [{ vendor: driver.vendor, name }] : [];
    });
  }

  /** A card that is in the same place with the same driver keeps its state. */
  #readList(atMs: number): void {
    const list = this.#list.read(atMs);
    if (list === this.#listed) return;
    const before = new Map(this.#listed.map((it) => [keyOf(it), this.#cards.get(it.pci)]));
    this.#listed = list;
    this.#cards = new Map(
      list.flatMap((card) => {
        const known = before.get(keyOf(card)) ?? this.#open(card);
        return known ? [[card.pci, known] as const] : [];
      }),
    );
    if (list.some((it) => it.driver === 'amdgpu')) this.#kfd.readTopology();
  }

  #open(card: DrmCard): SurveyedCard | undefined {
    const driver = DRIVERS.get(card.driver);
    const { files, sysRoot } = this.#places;
    const nameOf: CardPlaces['nameOf'] = (...ids) => this.#names.nameOf(...ids);
    return driver && new SurveyedCard(card, driver, { files, sysRoot, nameOf });
  }

  #readClients(holders: readonly Holder[], atMs: number): ReadonlyMap<string, readonly Client[]> {
    const pciByNode = new Map(
      this.#listed.flatMap(({ nodes, pci }) => nodes.map((it) => [it, pci] as const)),
    );
    const access = {
      pciOf: (node: string) => pciByNode.get(node),
      isCard: (pci: string) => this.#cards.has(pci),
      mayRead: (pci: string, isNew: boolean) => this.#cards.get(pci)?.mayReadClient(isNew) ?? false,
    };
    const closed = (pid: number, path: string) => this.#descriptors.drop(pid, path);
    return Map.groupBy(this.#clients.read(holders, access, atMs, closed), (it) => it.pci);
  }
}

/** Numbers cards, each vendor's for itself. */
class Indexes {
  readonly #counts = new Map<GpuVendor, number>();

  next(vendor: GpuVendor): number {
    const index = this.#counts.get(vendor) ?? 0;
    this.#counts.set(vendor, index + 1);
    return index;
  }
}

const NOBODY: ReadonlySet<number> = new Set();
const NO_ROCM: Reading<RocmProcesses> = { ok: true, value: new Map() };

const keyOf = ({ pci, driver, path, deviceId }: DrmCard): string => `${pci} ${driver} ${path} ${deviceId}`;

const ofCard = (uses: RocmProcesses, pci: string): ReadonlyMap<number, KfdUse> =>
  new Map(
    [...uses].flatMap(([pid, cards]) => {
      const use = cards.get(pci);
      return use ? [[pid, use] as const] : [];
    }),
  );
