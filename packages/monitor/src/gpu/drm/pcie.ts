import { type Files, natural } from '../../files/index.ts';
import type { GpuDetails } from '../../gpu-reader.ts';
import type { DrmCard } from './cards.ts';
import { rareAttribute } from './sysfs.ts';

/** Generations of PCI Express by their speed in gigatransfers per second. */
const GENERATIONS: Readonly<Record<string, number>> = { '2.5': 1, '5': 2, '8': 3, '16': 4, '32': 5, '64': 6 };

/**
 * The PCI Express link of a card at present (Documentation/ABI/testing/sysfs-bus-pci). A card can have a switch of its
 * own, and its link to the machine is that of the switch: the outermost bridge of the card's vendor. The first device
 * of the chain is the machine's own port.
 */
export function pcieLink(
  files: Files,
  sysRoot: string,
  card: DrmCard,
): Pick<GpuDetails, 'pcie_generation' | 'pcie_width'> {
  const path = (address: string, name: string) => `${sysRoot}/bus/pci/devices/${address}/${name}`;
  const vendorOf = (address: string) => rareAttribute(files, path(address, 'vendor'));
  const own = vendorOf(card.pci);
  let outermost = card.pci;
  for (const address of card.chain.slice(1, -1).reverse()) {
    if (vendorOf(address) !== own) break;
    outermost = address;
  }
  const speed = /^(\d{1,2}(?:\.\d)?)(?:\.0)? GT\/s/.exec(
    rareAttribute(files, path(outermost, 'current_link_speed')) ?? '',
  );
  const generation = GENERATIONS[(speed?.[1] ?? '').replace(/\.0$/, '')];
  const width = natural(rareAttribute(files, path(outermost, 'current_link_width')) ?? undefined);
  return {
    ...(generation === undefined ? {} : { pcie_generation: generation }),
    // 0 and 255 stand for a link that is down (PCI Express Base Specification, Negotiated Link Width).
    ...(width === null || width === 0 || width > 32 ? {} : { pcie_width: width }),
  };
}
