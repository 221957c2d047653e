import type { UnknownReason } from '@rbee/contract';
import { missing } from '../../figure.ts';
import type { GpuCard } from '../../gpu-reader.ts';
import type { PciCard } from './driver-presence.ts';

/** What is kept of a card while nothing can be read of it. */
type KnownCard = Pick<GpuCard, 'uuid' | 'index' | 'name'> & {
  readonly pci: string | undefined;
  readonly lastXid: number | undefined;
};

/** Remembers the cards of the driver, for the time in which it cannot or should not be asked. */
export class ShownCards {
  #known: readonly KnownCard[] = [];

  /**
   * Takes the cards of an answer, and returns them with their last errors: the driver tells an error once, and what it
   * told another process is known only here. Cards that are asleep were not asked, and stay known.
   */
  remember(answered: readonly GpuCard[], pciCards: readonly PciCard[]): readonly GpuCard[] {
    const cards = answered.map((it) => this.#withLastXid(it));
    const asleep = new Set(pciCards.filter((it) => it.isAsleep).map((it) => it.pci));
    const told = cards.map(knownCard);
    const kept = this.#known.filter((it) => it.pci !== undefined && asleep.has(it.pci));
    this.#known = [...told, ...kept.filter((it) => told.every((other) => other.uuid !== it.uuid))];
    return cards;
  }

  #withLastXid(card: GpuCard): GpuCard {
    const last_xid = this.#known.find((it) => it.uuid === card.uuid)?.lastXid;
    return last_xid === undefined ? card : { ...card, details: { last_xid, ...card.details } };
  }

  /** True if the driver has told of cards. */
  get areKnown(): boolean {
    return this.#known.length > 0;
  }

  /** All known cards without figures, for this reason. */
  without(reason: UnknownReason): readonly GpuCard[] {
    return this.#known.map((it) => unread(it, reason));
  }

  /** The cards that are powered down, with the last known name and uuid. */
  asleep(pciCards: readonly PciCard[]): readonly GpuCard[] {
    return pciCards.flatMap(({ pci, isAsleep }, index) => {
      if (!isAsleep) return [];
      const known = this.#known.find((it) => it.pci === pci);
      const unnamed = { uuid: `PCI-${pci}`, index, name: 'NVIDIA GPU', pci, lastXid: undefined };
      return unread(known ?? unnamed, 'asleep');
    });
  }
}

const knownCard = ({ uuid, index, name, details }: GpuCard): KnownCard => ({
  uuid,
  index,
  name,
  pci: details.pci,
  lastXid: details.last_xid,
});

function unread({ uuid, index, name, pci, lastXid }: KnownCard, reason: UnknownReason): GpuCard {
  const gap = missing(reason);
  const details = { ...(pci !== undefined && { pci }), ...(lastXid !== undefined && { last_xid: lastXid }) };
  return {
    uuid,
    index,
    vendor: 'nvidia',
    name,
    utilPct: gap,
    usedMb: gap,
    totalMb: gap,
    details,
    processes: gap,
  };
}
