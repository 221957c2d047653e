import { type Figure, known, missing } from '../../figure.ts';
import type { GpuCard } from '../../gpu-reader.ts';
import { type CardPower, CardSleep } from './card-power.ts';
import type { DrmCard } from './cards.ts';
import type { Client } from './clients.ts';
import type { CardFigures, CardPlaces, Driver, DriverCard } from './driver.ts';
import type { KfdUse } from './kfd.ts';
import { busiest, type ProcessUses } from './process-uses.ts';
import { mib } from './sysfs.ts';

/** What was read of the users of one card in one sample. */
export interface CardUsers {
  readonly clients: readonly Client[];
  /** ROCm processes, by pid. */
  readonly kfd: ReadonlyMap<number, KfdUse>;
  /** Pids with `/dev/kfd` open whose pid on the machine is not known. */
  readonly foreignRocm: ReadonlySet<number>;
  /** Pids whose descriptors may not be read. */
  readonly refused: ReadonlySet<number>;
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

  /** False if reading its clients in this sample would wake the card or keep it awake. */
  get mayReadClients(): boolean {
    return this.#power === 'awake' || !this.driver.clientsWake;
  }

  /** Reads the card, once per sample. `index` is its number among the cards of its vendor. */
  read(index: number, all: CardUsers, uses: ProcessUses, atMs: number): GpuCard {
    // KFD tells of ROCm processes what their descriptors would.
    const refused = new Set([...all.refused].filter((it) => !all.kfd.has(it)));
    const users = { ...all, refused };
    const { driver } = this;
    const reader = this.#reader;
    const figures = this.#read(atMs);
    const utilPct = figures.utilPct ?? overClients(users, useOf);
    const isAsleep = this.#power === 'asleep' && driver.clientsWake;
    const processes = uses.of({ ...users, pci: this.#card.pci, driver, reader, utilPct, isAsleep }, atMs);
    this.#isIdle = !isBusy(utilPct, users);
    return {
      uuid: reader.uuid,
      index,
      vendor: driver.vendor,
      name: reader.name,
      utilPct,
      usedMb: figures.usedMb ?? overClients(users, (it) => heldBy(it, reader)),
      totalMb: figures.totalMb,
      details: figures.details,
      processes: { ok: true, value: processes },
      ...(refused.size > 0 ? { refused } : {}),
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

/** A sum over all clients of a card, which is not known if some of them cannot be seen. */
const overClients = ({ clients, refused }: CardUsers, sum: (clients: readonly Client[]) => Figure): Figure =>
  refused.size > 0 ? missing('permission') : sum(clients);

function useOf(clients: readonly Client[]): Figure {
  const share = busiest(clients);
  return share.ok ? known(share.value * 100) : share;
}

function heldBy(clients: readonly Client[], reader: DriverCard): Figure {
  let bytes = 0;
  for (const { file } of clients) {
    const held = file && reader.heldBy(file);
    if (held === null) return missing('not_exposed');
    bytes += held;
  }
  return known(mib(bytes));
}

/** Use below this is that of a card which only shows a still picture, percent. */
const IDLE_PCT = 1;

function isBusy(utilPct: Figure, { clients, kfd }: CardUsers): boolean {
  const isUsed = utilPct.ok && utilPct.value >= IDLE_PCT;
  return isUsed || kfd.size > 0 || clients.some((it) => [...it.shares.values()].some((share) => share !== 0));
}
