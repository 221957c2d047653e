import { LIMITS } from '@rbee/contract/plain';
import { type Files, parsed } from '../../files/index.ts';
import { PCI_ADDRESS } from './sysfs.ts';

/** A GPU as sysfs(5) lists it: one PCI device, also if the driver divides it into several DRM devices. */
export interface DrmCard {
  /** PCI address, such as `0000:03:00.0`. */
  readonly pci: string;
  /** Kernel driver, such as `amdgpu`. */
  readonly driver: string;
  /** Number of its primary DRM device: the N of `cardN`. */
  readonly minor: number;
  /** Its primary DRM device in sysfs. */
  readonly path: string;
  /** Its PCI device in sysfs. */
  readonly device: string;
  /** PCI device id, such as 0x744c; null if it cannot be read. */
  readonly deviceId: number | null;
  /** Names of its DRM devices, such as `card0` and `renderD128`. */
  readonly nodes: readonly string[];
  /** PCI addresses from the root of the bus to this device. */
  readonly chain: readonly string[];
}

const NODE = /^(?:card|renderD|accel)\d{1,4}$/;
const MAX_NODES = 1024;

/** Cards come and go (Thunderbolt, hot plug, a driver that is loaded). A change of the names is seen at once. */
const REREAD_MS = 10_000;

/** The cards of the machine whose driver is one of those that are known. */
export class CardList {
  readonly #files: Files;
  readonly #classes: readonly string[];
  readonly #drivers: ReadonlySet<string>;
  #cards: readonly DrmCard[] = [];
  #names = '';
  #readMs = Number.NEGATIVE_INFINITY;

  constructor(files: Files, sysRoot: string, drivers: Iterable<string>) {
    this.#files = files;
    this.#classes = [`${sysRoot}/class/drm`, `${sysRoot}/class/accel`];
    this.#drivers = new Set(drivers);
  }

  /** The same list as before if it was not read again. */
  read(atMs: number): readonly DrmCard[] {
    const nodes = this.#classes.flatMap((it) => this.#nodesIn(it));
    const names = nodes.join();
    if (names === this.#names && atMs - this.#readMs < REREAD_MS) return this.#cards;
    this.#names = names;
    this.#readMs = atMs;
    this.#cards = this.#list(nodes);
    return this.#cards;
  }

  #nodesIn(directory: string): readonly string[] {
    const names = this.#files.names(directory);
    const nodes = names.ok ? names.value.filter((it) => NODE.test(it)) : [];
    return nodes.slice(0, MAX_NODES).map((it) => `${directory}/${it}`);
  }

  #list(nodes: readonly string[]): readonly DrmCard[] {
    const byPci = Map.groupBy(nodes, (it) => this.#target(`${it}/device`) ?? '');
    const cards = [...byPci].flatMap(([pci, paths]) => (PCI_ADDRESS.test(pci) ? this.#card(pci, paths) : []));
    return cards.toSorted((a, b) => a.minor - b.minor).slice(0, LIMITS.maxGpus);
  }

  #card(pci: string, paths: readonly string[]): DrmCard[] {
    const nodes = paths.map(nameIn);
    const minors = nodes.flatMap((it) => /^card(\d+)$/.exec(it)?.[1] ?? []).map(Number);
    const minor = Math.min(...minors);
    const path = paths.find((it) => nameIn(it) === `card${minor}`);
    const driver = path && this.#target(`${path}/device/driver`);
    if (path === undefined || !driver || !this.#drivers.has(driver)) return [];
    const device = `${path}/device`;
    const place = this.#files.link(path);
    const chain = place.ok ? place.value.split('/').filter((it) => PCI_ADDRESS.test(it)) : [];
    return [{ pci, driver, minor, path, device, deviceId: this.#deviceId(device), nodes, chain }];
  }

  #deviceId(device: string): number | null {
    const digits = parsed(this.#files.text(`${device}/device`, 16), (it) =>
      /^0x([0-9a-f]{1,4})\s*$/.exec(it),
    );
    return digits?.[1] === undefined ? null : Number.parseInt(digits[1], 16);
  }

  /** Name of what a link leads to; null if it is not a link. */
  #target(path: string): string | null {
    const link = this.#files.link(path);
    return link.ok ? nameIn(link.value) : null;
  }
}

const nameIn = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
