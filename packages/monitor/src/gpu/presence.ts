import type { Reading } from '../figure.ts';
import { type Files, parsed, reasonOf } from '../files/index.ts';
import type { GpuVendor } from '../gpu-reader.ts';

/** A GPU that the machine has, whether it can be read or not. */
export interface PresentGpu {
  /** Null if the machine does not tell it. */
  readonly vendor: GpuVendor | null;
  /** PCI address, such as `0000:65:00.0`; null if it is not on a PCI bus, or on that of another system. */
  readonly pci: string | null;
}

/** PCI vendors whose GPUs the hive knows, from the pci.ids database. */
const VENDORS: ReadonlyMap<string, GpuVendor> = new Map([
  ['0x10de', 'nvidia'],
  ['0x1002', 'amd'],
  ['0x8086', 'intel'],
]);

/** PCI base classes: display controllers, and processing accelerators, which is what AMD's MI300 calls itself. */
const DISPLAY = /^0x03[\da-f]{4}$/;
const ACCELERATOR = /^0x12[\da-f]{4}$/;

/** The GPU of Windows in a virtual machine of WSL: vendor and device of drivers/hv/dxgkrnl/dxgmodule.c. */
const WINDOWS = { vendor: '0x1414', device: '0x008e' };

/** Drivers that keep a device for a virtual machine, whose GPU it then is. */
const FOR_A_GUEST = /vfio|^pci-stub$|pciback/;

const ADDRESS = /^[\da-f]{4,8}:[\da-f]{2}:[\da-f]{2}\.[0-7]$/;
const MOST_DEVICES = 4096;
/** Time between two readings: cards come and go. */
const INTERVAL_MS = 10_000;

/** Finds the GPUs of a machine on its PCI buses, also those that no driver gives. */
export class Presence {
  readonly #files: Files;
  readonly #sysRoot: string;
  readonly #folder: string;
  /** By address; null for a device that is no GPU. */
  #devices: ReadonlyMap<string, PresentGpu | null> = new Map();
  #found: Reading<readonly PresentGpu[]> = { ok: true, value: [] };
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(files: Files, sysRoot: string) {
    this.#files = files;
    this.#sysRoot = sysRoot;
    this.#folder = `${sysRoot}/bus/pci/devices`;
  }

  /** The GPUs of the machine, read every ten seconds; `atMs` is a monotonic clock. Not known without sysfs(5). */
  read(atMs: number): Reading<readonly PresentGpu[]> {
    if (atMs - this.#readAtMs < INTERVAL_MS) return this.#found;
    this.#readAtMs = atMs;
    this.#found = this.#look();
    return this.#found;
  }

  #look(): Reading<readonly PresentGpu[]> {
    const names = this.#files.names(this.#folder);
    const hasNoPci = !names.ok && names.refusal === 'gone' && this.#files.exists(`${this.#sysRoot}/bus`);
    if (!names.ok && !hasNoPci) return { ok: false, reason: reasonOf(names.refusal) };
    const addresses = names.ok ? names.value.filter((it) => ADDRESS.test(it)).slice(0, MOST_DEVICES) : [];
    const before = this.#devices;
    this.#devices = new Map(
      addresses.flatMap((it) => {
        const device = before.get(it) ?? (before.has(it) ? null : this.#deviceAt(it));
        return device === undefined ? [] : [[it, device] as const];
      }),
    );
    const onBuses = [...this.#devices].flatMap(([at, it]) => (it && !this.#isElsewhere(at) ? [it] : []));
    return { ok: true, value: [...onBuses, ...this.#onBoard()] };
  }

  /** Null for a device that is no GPU, undefined if that cannot be read. */
  #deviceAt(address: string): PresentGpu | null | undefined {
    const text = (name: string) =>
      parsed(this.#files.text(`${this.#folder}/${address}/${name}`, 16), (it) => it.trim());
    const [kind, vendorId] = [text('class'), text('vendor')];
    if (kind === null || vendorId === null) return undefined;
    if (vendorId === WINDOWS.vendor && text('device') === WINDOWS.device) return { vendor: null, pci: null };
    const vendor = VENDORS.get(vendorId);
    // An accelerator of Intel is an NPU.
    const isGpu = DISPLAY.test(kind) || (ACCELERATOR.test(kind) && vendor !== 'intel');
    return vendor && isGpu ? { vendor, pci: address } : null;
  }

  /** True for a GPU that is given to a virtual machine, and for a virtual function of a GPU of this machine. */
  #isElsewhere(address: string): boolean {
    const driver = this.#files.link(`${this.#folder}/${address}/driver`);
    const name = driver.ok ? driver.value.slice(driver.value.lastIndexOf('/') + 1) : '';
    return FOR_A_GUEST.test(name) || this.#files.exists(`${this.#folder}/${address}/physfn`);
  }

  /** NVIDIA's Tegra has its GPU on the chip, with a driver of its own. */
  #onBoard(): readonly PresentGpu[] {
    return this.#files.exists(`${this.#sysRoot}/module/nvgpu`) ? [{ vendor: 'nvidia', pci: null }] : [];
  }
}
