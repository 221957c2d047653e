import type { GpuCard } from '../gpu-reader.ts';

/** NVML writes eight digits of the PCI domain, the kernel at least four. */
export const addressOf = (pci: string): string => pci.toLowerCase().replace(/^0000(?=[\da-f]{4}:)/, '');

/**
 * The cards of all readers, each once. A card that two readers give is known by its PCI address, and that of the earlier
 * one counts. One reader can give several cards of one address: the parts of a divided GPU.
 */
export function distinctCards(readers: readonly (readonly GpuCard[])[]): readonly GpuCard[] {
  const byId = new Map<string, GpuCard>();
  const taken = new Set<string>();
  for (const cards of readers) {
    const own = cards.filter(({ details: { pci } }) => !(pci && taken.has(addressOf(pci))));
    for (const card of own) {
      if (!byId.has(card.uuid)) byId.set(card.uuid, card);
      if (card.details.pci) taken.add(addressOf(card.details.pci));
    }
  }
  return [...byId.values()];
}
