import { missing } from '../../figure.ts';
import type { Files } from '../../files/index.ts';
import type { DrmCard } from './cards.ts';
import { type CardFigures, type CardPlaces, type Driver, type DriverCard, present } from './driver.ts';
import { Hwmon } from './hwmon.ts';

const VENDOR_ID = 0x10de;

/**
 * Cards of NVIDIA that the driver nouveau of the kernel runs (Documentation/ABI/testing/sysfs-bus-pci and the driver's
 * hwmon): their sensors, and the memory of their clients. It accounts no time of engines and gives no total.
 */
export const NOUVEAU: Driver = {
  vendor: 'nvidia',
  clientsWake: false,
  open: (card, places) => new NouveauCard(card, places),
};

class NouveauCard implements DriverCard {
  readonly uuid: string;
  readonly name: string;
  readonly #card: DrmCard;
  readonly #files: Files;
  #hwmon: Hwmon | null = null;

  constructor(card: DrmCard, { files, nameOf }: CardPlaces) {
    this.#card = card;
    this.#files = files;
    this.uuid = `pci-${card.pci}`;
    this.name = nameOf('NVIDIA', VENDOR_ID, card.deviceId);
  }

  read(): CardFigures {
    this.#hwmon = Hwmon.open(this.#files, this.#card.device, this.#hwmon);
    const hwmon = this.#hwmon;
    const tooHot = hwmon?.tooHot;
    const details = present({
      pci: this.#card.pci,
      temp_c: hwmon?.temperature(),
      power_w: hwmon?.powerW,
      power_limit_w: hwmon?.powerLimitW('power1_max', 'power1_crit'),
      fan_pct: hwmon?.fanPct,
      health: tooHot ? [...tooHot] : undefined,
    });
    return { ...this.readAsleep(), details };
  }

  readAsleep(): CardFigures {
    const unknown = missing('not_exposed');
    return { utilPct: unknown, usedMb: unknown, totalMb: unknown, details: { pci: this.#card.pci } };
  }

  heldBy({ memory }: { readonly memory: ReadonlyMap<string, number> }): number | null {
    return memory.get('vram') ?? null;
  }
}
