import { missing } from '../../figure.ts';
import type { Files } from '../../files/index.ts';
import type { DrmCard } from './cards.ts';
import type { CardFigures, Driver, DriverCard } from './driver.ts';
import { Hwmon, present } from './hwmon.ts';
import { rareAttribute } from './sysfs.ts';

const VENDOR_ID = 0x10de;

/**
 * Cards of NVIDIA that the driver nouveau of the kernel runs (Documentation/ABI/testing/sysfs-bus-pci and the driver's
 * hwmon): their sensors, and the memory of their clients. It accounts no time of engines and gives no total.
 */
export const NOUVEAU: Driver = {
  vendor: 'nvidia',
  clientsWake: false,
  open: (card, { files, nameOf }) => new NouveauCard(card, files, nameOf),
};

class NouveauCard implements DriverCard {
  readonly uuid: string;
  readonly name: string;
  readonly #card: DrmCard;
  readonly #files: Files;
  #hwmon: Hwmon | null = null;

  constructor(card: DrmCard, files: Files, nameOf: (vendorId: number, deviceId: number) => string | null) {
    this.#card = card;
    this.#files = files;
    this.uuid = `pci-${card.pci}`;
    const listed = card.deviceId === null ? null : nameOf(VENDOR_ID, card.deviceId);
    this.name = listed
      ? `NVIDIA ${listed}`
      : `NVIDIA GPU ${rareAttribute(files, `${card.device}/device`) ?? ''}`.trim();
  }

  read(): CardFigures {
    this.#hwmon = Hwmon.open(this.#files, this.#card.device, this.#hwmon);
    const hwmon = this.#hwmon;
    const details = present({
      pci: this.#card.pci,
      temp_c: hwmon?.temperature(),
      power_w: hwmon?.powerW,
      power_limit_w: hwmon?.powerLimitW('power1_max', 'power1_crit'),
      fan_pct: hwmon?.fanPct,
      health: hwmon ? (hwmon.isTooHot ? ['thermal'] : []) : undefined,
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
