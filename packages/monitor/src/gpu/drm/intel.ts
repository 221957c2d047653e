import type { GpuHealthCode } from '@rbee/contract';
import { type Figure, known, missing } from '../../figure.ts';
import { type Files, natural } from '../../files/index.ts';
import type { GpuDetails } from '../../gpu-reader.ts';
import type { DrmCard } from './cards.ts';
import { type CardFigures, type CardPlaces, type Driver, type DriverCard, present } from './driver.ts';
import type { DrmFile } from './fdinfo.ts';
import { Hwmon } from './hwmon.ts';
import { pcieLink } from './pcie.ts';
import { attribute, integer, MIB_PER_BYTE, rareAttribute } from './sysfs.ts';

const VENDOR_ID = 0x8086;

/** What rarely changes is read again after this time. */
const RARE_MS = 10_000;

/** Integrated GPUs of Intel are always device 2 of the first bus. */
const INTEGRATED = /^0000:00:02\./;

const MAX_TILES = 8;

/** Where a driver keeps its clocks and the reasons of its slow-down, below the DRM device. */
interface Layout {
  readonly clocks: readonly string[];
  readonly throttle: string;
  /** Regions of a client's memory: of the card, and of the machine. */
  readonly local: RegExp;
  readonly system: RegExp;
}

/** drivers/gpu/drm/i915: intel_gt_sysfs_pm.c, and `drm-*` in i915_drm_client.c. */
const I915_LAYOUT: Layout = {
  clocks: ['gt/gt0/rps_act_freq_mhz', 'gt_act_freq_mhz', 'gt_cur_freq_mhz'],
  throttle: 'gt/gt0/throttle_reason_',
  local: /^local\d*$/,
  system: /^(?:system|stolen-system)\d*$/,
};

/** drivers/gpu/drm/xe: xe_gt_freq.c, xe_gt_throttle.c, and `drm-*` in xe_drm_client.c. */
const XE_LAYOUT: Layout = {
  clocks: ['device/tile0/gt0/freq0/act_freq', 'device/tile0/gt0/freq0/cur_freq'],
  throttle: 'device/tile0/gt0/freq0/throttle/reason_',
  local: /^vram\d*$/,
  system: /^(?:system|gtt|stolen)$/,
};

/** Cards of the driver i915. */
export const I915: Driver = {
  vendor: 'intel',
  clientsWake: false,
  computeEngine: 'compute',
  drawEngine: 'render',
  open: (card, places) => new IntelCard(card, places, I915_LAYOUT),
};

/** Cards of the driver xe. It reads a clock of the card for `fdinfo`, which wakes the card. */
export const XE: Driver = {
  vendor: 'intel',
  clientsWake: true,
  computeEngine: 'ccs',
  drawEngine: 'rcs',
  open: (card, places) => new IntelCard(card, places, XE_LAYOUT),
};

/** Neither driver gives the use of a whole card or its memory in use: these are summed over the clients. */
class IntelCard implements DriverCard {
  readonly uuid: string;
  readonly name: string;
  readonly #card: DrmCard;
  readonly #files: Files;
  readonly #sysRoot: string;
  readonly #layout: Layout;
  readonly #isIntegrated: boolean;
  readonly #totalMb: Figure;
  readonly #energy = new EnergyMeter();
  #hwmon: Hwmon | null = null;
  #rare: GpuDetails = {};
  #rareMs = Number.NEGATIVE_INFINITY;

  constructor(card: DrmCard, places: CardPlaces, layout: Layout) {
    const { files, sysRoot, nameOf } = places;
    this.#card = card;
    this.#files = files;
    this.#sysRoot = sysRoot;
    this.#layout = layout;
    this.#isIntegrated = INTEGRATED.test(card.pci);
    this.uuid = `pci-${card.pci}`;
    this.name = nameOf('Intel', VENDOR_ID, card.deviceId);
    this.#totalMb = this.#isIntegrated ? missing('unified_memory') : localMemory(files, card.device);
  }

  read(atMs: number): CardFigures {
    if (atMs - this.#rareMs >= RARE_MS) this.#readRare(atMs);
    const hwmon = this.#hwmon;
    return {
      ...this.readAsleep(),
      details: present({
        ...this.#own,
        ...this.#rare,
        temp_c: hwmon?.temperature('pkg', 'package'),
        power_w: this.#energy.watts(hwmon?.energyJ('card', 'pkg', 'package'), atMs) ?? hwmon?.powerW,
        clock_mhz: this.#clock(),
        fan_pct: hwmon?.fanPct,
        health: this.#health(),
      }),
    };
  }

  readAsleep(): CardFigures {
    return { utilPct: null, usedMb: null, totalMb: this.#totalMb, details: this.#own };
  }

  heldBy({ memory }: DrmFile): number | null {
    const regions = this.#isIntegrated ? this.#layout.system : this.#layout.local;
    const held = [...memory].filter(([name]) => regions.test(name)).map(([, bytes]) => bytes);
    return held.length === 0 ? null : held.reduce((sum, it) => sum + it, 0);
  }

  get #own(): GpuDetails {
    return { pci: this.#card.pci, ...(this.#isIntegrated ? { shares_ram: true } : {}) };
  }

  #readRare(atMs: number): void {
    this.#rareMs = atMs;
    this.#hwmon = Hwmon.open(this.#files, this.#card.device, this.#hwmon);
    this.#rare = {
      ...present({ power_limit_w: this.#hwmon?.powerLimitW('power1_max', 'power2_max', 'power1_cap') }),
      ...(this.#isIntegrated ? {} : pcieLink(this.#files, this.#sysRoot, this.#card)),
    };
  }

  #clock(): number | undefined {
    for (const name of this.#layout.clocks) {
      const clock = integer(this.#files, `${this.#card.path}/${name}`);
      if (clock !== null && clock >= 0) return clock;
    }
    return undefined;
  }

  /** Undefined on kernels that give neither the reasons of a slow-down nor a limit of the temperature. */
  #health(): GpuHealthCode[] | undefined {
    const tooHot = this.#hwmon?.tooHot ?? null;
    const found = new Set<GpuHealthCode>(tooHot);
    let isChecked = tooHot !== null;
    for (const [reason, code] of REASONS) {
      const flag = attribute(this.#files, `${this.#card.path}/${this.#layout.throttle}${reason}`);
      if (flag !== null) isChecked = true;
      if (flag === '1') found.add(code);
    }
    return isChecked ? [...found] : undefined;
  }
}

/** Reasons for which the hardware lowers its clock: power limits, currents, temperatures, and signals from outside. */
const REASONS: readonly (readonly [name: string, code: GpuHealthCode])[] = [
  ['pl1', 'power_limit'],
  ['pl2', 'power_limit'],
  ['pl4', 'power_limit'],
  ['vr_tdc', 'power_limit'],
  ['thermal', 'thermal'],
  ['vr_thermalert', 'thermal'],
  ['ratl', 'thermal'],
  ['prochot', 'hardware_slowdown'],
];

/** Memory of a card, which only xe gives: `physical_vram_size_bytes` of each tile. */
function localMemory(files: Files, device: string): Figure {
  let bytes = 0;
  for (let tile = 0; tile < MAX_TILES; tile += 1) {
    bytes +=
      natural(rareAttribute(files, `${device}/tile${tile}/physical_vram_size_bytes`) ?? undefined) ?? 0;
  }
  return bytes > 0 ? known(bytes * MIB_PER_BYTE) : missing('not_exposed');
}

/** No GPU draws more; a greater growth is a counter that started over. */
const MOST_WATTS = 5000;

/** Power from a counter of energy, between two readings that need not be one sample apart. */
class EnergyMeter {
  #before: { readonly joules: number; readonly atMs: number } | null = null;

  watts(joules: number | undefined, atMs: number): number | undefined {
    const before = this.#before;
    this.#before = joules === undefined ? null : { joules, atMs };
    if (joules === undefined || !before || atMs <= before.atMs) return undefined;
    const watts = ((joules - before.joules) * 1000) / (atMs - before.atMs);
    return watts >= 0 && watts <= MOST_WATTS ? watts : undefined;
  }
}
