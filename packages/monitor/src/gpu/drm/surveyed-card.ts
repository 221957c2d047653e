import type { UnknownReason } from '@rbee/contract';
import { type Figure, known, type Missing, missing, scaled } from '../../figure.ts';
import type { GpuCard } from '../../gpu-reader.ts';
import { type CardPower, CardSleep } from './card-power.ts';
import type { DrmCard } from './cards.ts';
import type { Client } from './clients.ts';
import type { CardFigures, CardPlaces, Driver, DriverCard } from './driver.ts';
import type { KfdUse } from './kfd.ts';
import { busiest, heldBy, type ProcessUses } from './process-uses.ts';
import { MIB_PER_BYTE } from './sysfs.ts';

/** What was read of the users of one card in one sample. */
export interface CardUsers {
  readonly clients: readonly Client[];
  /** ROCm processes, by pid. */
  readonly kfd: ReadonlyMap<number, KfdUse>;
  /** Pids with `/dev/kfd` open whose pid on the machine is not known. */
  readonly foreignRocm: ReadonlySet<number>;
  /** Pids whose descriptors may not be read. */
  readonly refused: ReadonlySet<number>;
  /** Why its ROCm processes could not be listed. */
  readonly gap: Missing | null;
  /** Why processes that are not even listed may use the card; null if all are listed. */
  readonly unlisted: UnknownReason | null;
}

/** One card from sample to sample. */
export class SurveyedCard {
  readonly driver: Driver;
  readonly #card: DrmCard;
  readonly #reader: DriverCard;
  readonly #sleep: CardSleep;
  #power: CardPower = 'asleep';
  /** Nothing used it in the previous sample. */
  #isIdle = false;
  /** The last reading of its hardware. */
  #figures: CardFigures;

  constructor(card: DrmCard, driver: Driver, places: CardPlaces) {
    this.driver = driver;
    this.#card = card;
    this.#reader = driver.open(card, places);
    this.#sleep = new CardSleep(places.files, card.device);
    this.#figures = this.#reader.readAsleep();
  }

  /** Begins a sample: finds out if the card may be read. */
  begin(atMs: number): void {
    this.#power = this.#sleep.read(this.#isIdle, atMs);
  }

  /** False if reading a client in this sample would wake the card or keep it awake: to open it woke the card. */
  mayReadClient(isNew: boolean): boolean {
    return this.#power === 'awake' || !this.driver.clientsWake || (isNew && this.#power === 'resting');
  }

  /** Reads the card, once per sample. `index` is its number among the cards of its vendor. */
  read(index: number, users: CardUsers, uses: ProcessUses, atMs: number): GpuCard {
    const unseen = users.refused.size > 0 ? 'permission' : users.unlisted;
    const { driver } = this;
    const reader = this.#reader;
    const figures = this.#read(atMs);
    const utilPct = useOfCard(figures.utilPct, users.clients, unseen);
    const isAsleep = this.#power === 'asleep' && driver.clientsWake;
    const card = { pci: this.#card.pci, driver, reader, utilPct, unseen, isAsleep };
    const processes = uses.of({ ...users, ...card }, atMs);
    this.#isIdle = !isBusy(utilPct, users);
    return {
      uuid: reader.uuid,
      index,
      vendor: driver.vendor,
      name: reader.name,
      utilPct,
      usedMb:
        figures.usedMb ?? (unseen ? missing(unseen) : scaled(heldBy(users.clients, reader), MIB_PER_BYTE)),
      totalMb: figures.totalMb,
      details: figures.details,
      processes: users.gap ?? { ok: true, value: processes },
      ...(users.refused.size > 0 ? { refused: users.refused } : {}),
    };
  }

  /** A sleeping card: what is not known without waking it is `asleep`. */
  #read(atMs: number): CardFigures {
    if (this.#power === 'awake') {
      this.#figures = this.#reader.read(atMs);
      return this.#figures;
    }
    const { utilPct, usedMb, totalMb, details } = this.#reader.readAsleep();
    if (this.#power === 'resting') return { ...this.#figures, usedMb, totalMb };
    return { utilPct: utilPct ?? missing('asleep'), usedMb: usedMb ?? missing('asleep'), totalMb, details };
  }
}

/**
 * Use of the whole card, percent. Drivers give it of a moment, and clients over the whole sample: it was used at least as
 * much as by its clients. Without a figure of the driver it is their sum, which is not known if some cannot be seen.
 */
function useOfCard(
  ofDriver: Figure | null,
  clients: readonly Client[],
  unseen: UnknownReason | null,
): Figure {
  const ofClients = scaled(busiest(clients), 100);
  if (!ofDriver) return unseen ? missing(unseen) : ofClients;
  return ofDriver.ok && ofClients.ok ? known(Math.max(ofDriver.value, ofClients.value)) : ofDriver;
}

/** Use below this is that of a card which only shows a still picture, percent. */
const IDLE_PCT = 1;

function isBusy(utilPct: Figure, { clients, kfd }: CardUsers): boolean {
  const isUsed = utilPct.ok && utilPct.value >= IDLE_PCT;
  return isUsed || kfd.size > 0 || clients.some((it) => [...it.shares.values()].some((share) => share !== 0));
}
