import type { Figure } from '../../figure.ts';
import type { Files } from '../../files/index.ts';
import type { GpuDetails, GpuVendor } from '../../gpu-reader.ts';
import type { DrmCard } from './cards.ts';
import type { DrmFile } from './fdinfo.ts';

/** Figures of a card as its driver gives them; null: the sum over its clients is the best that there is. */
export interface CardFigures {
  readonly utilPct: Figure | null;
  readonly usedMb: Figure | null;
  readonly totalMb: Figure;
  readonly details: GpuDetails;
}

/** One card, read through its driver. */
export interface DriverCard {
  /** Permanent id of the card. */
  readonly uuid: string;
  readonly name: string;
  /** Reads the card; may wake it. */
  read(atMs: number): CardFigures;
  /** Reads what is known without waking the card. */
  readAsleep(): CardFigures;
  /** Memory of this card that a client holds, bytes; null if its driver does not tell. */
  heldBy(client: DrmFile): number | null;
}

/** Where cards are read. */
export interface CardPlaces {
  readonly files: Files;
  readonly sysRoot: string;
  /** Product name of a card by its PCI ids, with the maker's name. */
  nameOf(maker: string, vendorId: number, deviceId: number | null): string;
}

/** A kernel driver of GPUs. */
export interface Driver {
  readonly vendor: GpuVendor;
  /** Reading `fdinfo` of a client wakes the card. */
  readonly clientsWake: boolean;
  /** Class of engines that computes and cannot draw; undefined if there is none. */
  readonly computeEngine?: string;
  /** Class of engines that draws. */
  readonly drawEngine?: string;
  open(card: DrmCard, places: CardPlaces): DriverCard;
}

/** The details that were read. */
export function present(
  details: { readonly [Name in keyof GpuDetails]: GpuDetails[Name] | undefined },
): GpuDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}
