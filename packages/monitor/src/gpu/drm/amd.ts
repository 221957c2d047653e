import type { GpuHealthCode } from '@rbee/contract';
import { type Figure, known, sumOf } from '../../figure.ts';
import { type Files, natural } from '../../files/index.ts';
import type { GpuDetails } from '../../gpu-reader.ts';
import { memoryFaults, throttleCauses } from './amd-health.ts';
import type { DrmCard } from './cards.ts';
import { type CardFigures, type CardPlaces, type Driver, type DriverCard, present } from './driver.ts';
import type { DrmFile } from './fdinfo.ts';
import { Hwmon } from './hwmon.ts';
import { pcieLink } from './pcie.ts';
import { activeFigure, attribute, MIB_PER_BYTE, numberFigure, rareAttribute } from './sysfs.ts';

/** PCI vendor id of AMD's GPUs. */
const VENDOR_ID = 0x1002;

/** What rarely changes is read again after this time. */
const RARE_MS = 10_000;
/** A count of errors asks every block of the card. */
const FAULTS_MS = 60_000;

/** Cards of the driver amdgpu (Documentation/gpu/amdgpu: driver-misc.rst, thermal.rst), and of its predecessor radeon. */
export const AMD: Driver = {
  vendor: 'amd',
  clientsWake: false,
  computeEngine: 'compute',
  drawEngine: 'gfx',
  open: (card, places) => new AmdCard(card, places),
};

class AmdCard implements DriverCard {
  readonly uuid: string;
  readonly name: string;
  readonly #card: DrmCard;
  readonly #files: Files;
  readonly #sysRoot: string;
  readonly #isApu: boolean;
  #hwmon: Hwmon | null = null;
  #rare: GpuDetails = {};
  #rareMs = Number.NEGATIVE_INFINITY;
  #faults: readonly GpuHealthCode[] | null = null;
  #faultsMs = Number.NEGATIVE_INFINITY;

  constructor(card: DrmCard, places: CardPlaces) {
    const { files, sysRoot } = places;
    this.#card = card;
    this.#files = files;
    this.#sysRoot = sysRoot;
    this.#isApu = isApu(files, card.device);
    this.uuid = uuidOf(files, card);
    this.name = nameOf(card, places);
  }

  read(atMs: number): CardFigures {
    if (atMs - this.#rareMs >= RARE_MS) this.#readRare(atMs);
    const { device } = this.#card;
    const hwmon = this.#hwmon;
    return {
      ...this.readAsleep(),
      utilPct: activeFigure(this.#files, `${device}/gpu_busy_percent`),
      details: present({
        ...this.#own,
        ...this.#rare,
        temp_c: hwmon?.temperature('edge', 'junction'),
        power_w: hwmon?.powerW,
        clock_mhz: hwmon?.clockMhz('sclk') ?? currentState(this.#files, `${device}/pp_dpm_sclk`),
        memory_clock_mhz: hwmon?.clockMhz('mclk') ?? currentState(this.#files, `${device}/pp_dpm_mclk`),
        fan_pct: hwmon?.fanPct,
        health: this.#health(atMs),
      }),
    };
  }

  /** The driver knows how much memory it gave without asking the card. */
  readAsleep(): CardFigures {
    const memory = (name: string) =>
      numberFigure(this.#files, `${this.#card.device}/mem_info_${name}`, MIB_PER_BYTE);
    const both = (kind: 'used' | 'total') => {
      const vram = memory(`vram_${kind}`);
      return this.#isApu ? withGtt(vram, memory(`gtt_${kind}`)) : vram;
    };
    return { utilPct: null, usedMb: both('used'), totalMb: both('total'), details: this.#own };
  }

  heldBy({ memory }: DrmFile): number | null {
    const vram = memory.get('vram');
    if (!this.#isApu) return vram ?? null;
    const gtt = memory.get('gtt');
    return gtt === undefined ? null : gtt + (vram ?? 0);
  }

  get #own(): GpuDetails {
    return { pci: this.#card.pci, ...(this.#isApu ? { shares_ram: true } : {}) };
  }

  #readRare(atMs: number): void {
    this.#rareMs = atMs;
    this.#hwmon = Hwmon.open(this.#files, this.#card.device, this.#hwmon);
    const limit = this.#hwmon?.powerLimitW('power1_cap');
    this.#rare = {
      ...present({ power_limit_w: limit }),
      // The link of an integrated GPU is none of a card: it is within the processor.
      ...(this.#isApu ? {} : pcieLink(this.#files, this.#sysRoot, this.#card)),
    };
  }

  /** Undefined if the driver tells nothing of the card's health. */
  #health(atMs: number): GpuHealthCode[] | undefined {
    const { device } = this.#card;
    if (atMs - this.#faultsMs >= FAULTS_MS) {
      this.#faultsMs = atMs;
      this.#faults = memoryFaults(this.#files, device);
    }
    const table = this.#files.bytes(`${device}/gpu_metrics`);
    const throttled = table.ok ? throttleCauses(table.value) : null;
    const tooHot = this.#hwmon?.tooHot;
    if (!throttled && !this.#faults && !tooHot) return undefined;
    return [...new Set([...(throttled ?? []), ...(tooHot ?? []), ...(this.#faults ?? [])])];
  }
}

/** Memory of a processor with graphics; one for which nothing is set aside has no files of VRAM. */
function withGtt(vram: Figure, gtt: Figure): Figure {
  if (vram.ok && gtt.ok) return known(vram.value + gtt.value);
  return !vram.ok && vram.reason === 'not_exposed' ? gtt : sumOf([vram, gtt]);
}

/** Only processors with graphics have the voltage `vddnb` (Documentation/gpu/amdgpu/thermal.rst, in1_input). */
function isApu(files: Files, device: string): boolean {
  const names = files.names(`${device}/hwmon`);
  const name = names.ok ? names.value.find((it) => it.startsWith('hwmon')) : undefined;
  return name !== undefined && rareAttribute(files, `${device}/hwmon/${name}/in1_label`) === 'vddnb';
}

/** The id by which ROCm names the card (`ROCR_VISIBLE_DEVICES`), else its place. */
function uuidOf(files: Files, { device, pci }: DrmCard): string {
  const id = rareAttribute(files, `${device}/unique_id`) ?? '';
  return /^[0-9a-f]{1,16}$/.test(id) && !/^0+$/.test(id) ? `GPU-${id}` : `pci-${pci}`;
}

function nameOf({ device, deviceId }: DrmCard, { files, nameOf }: CardPlaces): string {
  const product = rareAttribute(files, `${device}/product_name`);
  if (product && /^[\x20-\x7e]{1,96}$/.test(product)) return product;
  return nameOf('AMD', VENDOR_ID, deviceId);
}

/** The clock of the line with the asterisk in `pp_dpm_sclk`: `1: 1300Mhz *`; undefined without one. */
function currentState(files: Files, path: string): number | undefined {
  const clock = /^\S{1,8}:\s{1,8}(\d{1,6})Mhz\s{1,8}\*$/im.exec(attribute(files, path) ?? '');
  return natural(clock?.[1]) ?? undefined;
}
